"""The ways in and out: one channel a file, each verifies, parses and sends."""
