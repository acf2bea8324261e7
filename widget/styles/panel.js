/** How the panel looks: its frame, header, menu, the line that says it is offline, and what ends a conversation. */

export const PANEL = `
.panel {
  position: fixed; bottom: calc(max(var(--amends-offset-y, 24px), env(safe-area-inset-bottom)) + 76px);
  width: 408px; max-width: calc(100vw - 2 * var(--amends-offset-x, 24px)); height: 660px; max-height: calc(100dvh - 124px);
  display: flex; flex-direction: column; overflow: hidden;
  border-radius: var(--radius); background: var(--surface); box-shadow: var(--shadow); outline: none;
  opacity: 0; visibility: hidden; transform: translateY(14px) scale(0.965);
  transition: opacity 140ms ease-in, transform 140ms ease-in, visibility 140ms;
}
.root[data-side="right"] .panel { right: var(--amends-offset-x, 24px); transform-origin: 92% 100%; }
.root[data-side="left"] .panel { left: var(--amends-offset-x, 24px); transform-origin: 8% 100%; }
.open .panel { opacity: 1; visibility: visible; transform: none; transition: opacity 160ms ease-out, transform 320ms var(--spring); }
header {
  position: relative; z-index: 2; flex: none; display: flex; align-items: center; gap: 12px; padding: 16px 12px 14px 18px;
  padding-inline: 18px 12px; border-bottom: 1px solid var(--line);
  background: linear-gradient(color-mix(in oklab, var(--accent) 8%, var(--surface)), var(--surface));
}
.titles { flex: 1; min-width: 0; }
h2 { font-size: 17px; font-weight: 650; line-height: 1.3; letter-spacing: -0.012em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.root:is(:lang(ar), :lang(hi), :lang(zh), :lang(ja)) h2 { letter-spacing: 0; line-height: 1.5; }
.status { display: flex; align-items: center; gap: 7px; color: var(--muted); font-size: 13px; line-height: 1.4; }
.status i { width: 8px; height: 8px; border-radius: 50%; background: var(--calm); flex: none; transition: background-color 200ms; }
.status:is([data-presence="waiting"], [data-presence="connecting"]) i { background: var(--wait); }
.status:is([data-presence="offline"], [data-presence="closed"]) i { background: var(--muted); }
.status:is([data-presence="waiting"], [data-presence="connecting"]) i { animation: breathe 1.8s ease-in-out infinite; }
@keyframes breathe { 50% { opacity: 0.35; } }
.holder { position: relative; margin-inline-end: -10px; }
.menu {
  position: absolute; inset-block-start: calc(100% + 6px); inset-inline-end: -36px; width: max-content; max-width: 280px; padding: 6px;
  border-radius: 16px; background: var(--surface); box-shadow: var(--shadow); animation: unfold 180ms var(--spring);
}
@keyframes unfold { from { opacity: 0; transform: translateY(-6px); } }
.menu button { display: flex; align-items: center; gap: 10px; width: 100%; padding: 9px 12px; border-radius: 11px; font-size: 14px; }
.menu button .icon { width: 18px; height: 18px; color: var(--muted); }
.menu button:hover { background: var(--raised); }
.banner {
  flex: none; display: none; align-items: center; gap: 10px; padding: 10px 18px; background: var(--warn); color: var(--warn-ink);
  font-size: 13px; line-height: 1.45;
}
.banner.shown { display: flex; animation: unfold 200ms var(--ease); }
.banner span { flex: 1; }
.banner button { flex: none; padding: 5px 11px; border-radius: 10px; font-weight: 600; box-shadow: inset 0 0 0 1px color-mix(in oklab, var(--warn-ink) 45%, transparent); white-space: nowrap; }
.banner button:hover { background: color-mix(in oklab, var(--warn-ink) 10%, transparent); }
.ended { flex: none; display: grid; justify-items: center; gap: 10px; padding: 16px 18px 20px; border-top: 1px solid var(--line); text-align: center; }
.ended p { color: var(--muted); font-size: 14px; }
.ended button { padding: 10px 20px; border-radius: 14px; background: var(--accent); color: var(--on-accent); font-weight: 600; }
.ended button:hover { background: color-mix(in oklab, var(--accent), var(--ink) 12%); }
@media (max-width: 480px), (max-height: 440px) {
  .root[data-side] .panel {
    inset: auto; top: var(--visible-top, 0); left: 0; right: 0; bottom: auto; width: 100%; max-width: none;
    height: var(--visible-height, 100dvh); max-height: none; border-radius: 0; transform: translateY(24px); box-shadow: none;
  }
  .root.open[data-side] .panel { transform: none; }
  header { padding-block-start: max(14px, env(safe-area-inset-top)); }
  header .plain { width: 44px; height: 44px; }
  .menu { inset-inline-end: -44px; }
}
@media (forced-colors: active) { .panel, .bubble, .teaser { border: 1px solid; } }
`;
