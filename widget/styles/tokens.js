/** Colours, type and motion of the widget; a page sets --amends-accent and its kin to make it its own. */

const DARK = `
  --accent: var(--amends-accent-dark, var(--amends-accent, #7cc9b8));
  --accent-ink: color-mix(in oklab, var(--accent), #fff 30%);
  --surface: #1b1c1a;
  --raised: #282a27;
  --field: #222421;
  --ink: #f2f0eb;
  --muted: #aaa69d;
  --line: #363833;
  --edge: #6f7169;
  --agent: #3a2d1c;
  --agent-ink: #f7e3c5;
  --agent-mark: #e2b067;
  --agent-mark-ink: #2b1b04;
  --calm: #68c58c;
  --wait: #e2b067;
  --danger: #ff9d92;
  --warn: #362c17;
  --warn-ink: #f3dca9;
  --shadow: 0 0 0 1px rgb(255 255 255 / 8%), 0 12px 28px rgb(0 0 0 / 40%), 0 32px 64px rgb(0 0 0 / 40%);
  --shadow-small: 0 0 0 1px rgb(255 255 255 / 6%), 0 6px 20px rgb(0 0 0 / 45%);
  color-scheme: dark;
`;

export const TOKENS = `
:host {
  all: initial;
  position: fixed;
  z-index: var(--amends-z-index, 2147483000);
  color-scheme: light;
  --accent: var(--amends-accent, #1b5e55);
  --accent-ink: color-mix(in oklab, var(--accent), #000 12%);
  --on-accent: var(--amends-on-accent, #fff);
  --surface: #fffefc;
  --raised: #f3f1ec;
  --field: #fffefc;
  --ink: #201f1c;
  --muted: #66625a;
  --line: #e7e3db;
  --edge: #8d887d;
  --agent: #fbefdc;
  --agent-ink: #33240d;
  --agent-mark: #8a5310;
  --agent-mark-ink: #fff;
  --calm: #2f9460;
  --wait: #b9741a;
  --danger: #ad2a1f;
  --warn: #fbf1d8;
  --warn-ink: #574108;
  --shadow: 0 0 0 1px rgb(32 28 20 / 6%), 0 12px 28px rgb(32 28 20 / 10%), 0 32px 64px rgb(32 28 20 / 14%);
  --shadow-small: 0 0 0 1px rgb(32 28 20 / 5%), 0 6px 20px rgb(32 28 20 / 16%);
  --radius: var(--amends-radius, 22px);
  --spring: cubic-bezier(0.2, 0.9, 0.25, 1.04);
  --ease: cubic-bezier(0.25, 0.7, 0.3, 1);
}
@media (prefers-color-scheme: dark) {
  :host(:not([theme="light"])) { ${DARK} --on-accent: var(--amends-on-accent, #06231d); }
}
:host([theme="dark"]) { ${DARK} --on-accent: var(--amends-on-accent, #06231d); }
@supports (color: oklch(from red clamp(0, l, 1) 0 0)) {
  /* White on dark accents, near-black on light ones. */
  .root { --on-accent: var(--amends-on-accent, oklch(from var(--accent) clamp(0.16, (0.6 - l) * 1000, 1) 0 0)); }
}
.root {
  font: 400 15px/1.5 var(--amends-font, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", sans-serif);
  color: var(--ink);
  text-align: start;
  -webkit-font-smoothing: antialiased;
  -webkit-tap-highlight-color: transparent;
}
.root:is(:lang(ar), :lang(hi), :lang(zh), :lang(ja)) { line-height: 1.65; }
.root *, .root *::before, .root *::after { box-sizing: border-box; }
.root [hidden] { display: none; }
:where(h2, h3, p) { margin: 0; font: inherit; }
:where(button, textarea) { font: inherit; color: inherit; letter-spacing: inherit; margin: 0; }
:where(button) { border: 0; background: none; padding: 0; cursor: pointer; text-align: inherit; }
:where(button:disabled) { cursor: default; }
.root :is(button, a, .scroller):focus-visible { outline: 2px solid var(--accent-ink); outline-offset: 2px; }
.sr-only {
  position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
.icon {
  width: 20px; height: 20px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round;
}
.icon-more { stroke-width: 2.6; }
.plain {
  display: grid; place-items: center; width: 36px; height: 36px; border-radius: 12px; color: var(--muted); flex: none;
  transition: background-color 120ms, color 120ms;
}
.plain:hover { background: color-mix(in oklab, var(--ink) 8%, transparent); color: var(--ink); }
.avatar {
  display: inline-grid; place-items: center; flex: none; width: 22px; height: 22px; border-radius: 8px;
  background: color-mix(in oklab, var(--accent) 14%, var(--surface)); color: var(--accent-ink);
  font-size: 10px; font-weight: 650; letter-spacing: 0.02em; line-height: 1;
}
.avatar .icon { width: 18px; height: 18px; stroke-width: 2.1; }
.avatar.large { width: 40px; height: 40px; border-radius: 14px; background: var(--accent); color: var(--on-accent); }
.avatar.large .icon { width: 28px; height: 28px; }
@media (prefers-reduced-motion: reduce) {
  .root *, .root *::before, .root *::after { animation-duration: 1ms !important; animation-iteration-count: 1 !important; transition-duration: 1ms !important; scroll-behavior: auto !important; }
}
@media print { :host { display: none; } }
`;
