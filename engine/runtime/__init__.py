"""How a message runs through a trained model: the plan, the turn and the calls to actions."""
