/** How the bubble in the corner of the page looks, with its badge and the glimpse of a new message. */

export const CORNER = `
.corner {
  position: fixed; bottom: max(var(--amends-offset-y, 24px), env(safe-area-inset-bottom)); z-index: 1;
  display: flex; flex-direction: column; gap: 14px; pointer-events: none;
}
.corner > * { pointer-events: auto; }
.root[data-side="right"] .corner { right: var(--amends-offset-x, 24px); }
.root[data-side="left"] .corner { left: var(--amends-offset-x, 24px); }
/* Which side the corner is on is physical, so its children are aligned against the text's direction. */
.root[data-side="right"]:not([dir="rtl"]) .corner, .root[data-side="left"][dir="rtl"] .corner { align-items: flex-end; }
.root[data-side="left"]:not([dir="rtl"]) .corner, .root[data-side="right"][dir="rtl"] .corner { align-items: flex-start; }
.launcher {
  position: relative; display: grid; place-items: center; width: 60px; height: 60px; border-radius: 50%;
  background: var(--accent); color: var(--on-accent); box-shadow: var(--shadow-small);
  transition: transform 260ms var(--spring), box-shadow 200ms;
}
.launcher:hover { transform: translateY(-2px) scale(1.03); }
.launcher:active { transform: scale(0.96); }
.launcher:focus-visible { outline-offset: 3px; }
.launcher .icon { grid-area: 1 / 1; width: 30px; height: 30px; stroke-width: 1.7; transition: transform 260ms var(--spring), opacity 140ms; }
.launcher .icon-down { opacity: 0; transform: rotate(-60deg) scale(0.6); }
.open .launcher .icon-down { opacity: 1; transform: none; }
.open .launcher .icon-chat { opacity: 0; transform: rotate(60deg) scale(0.6); }
.badge {
  position: absolute; inset-block-start: -4px; inset-inline-end: -4px; min-width: 24px; height: 24px; padding: 0 7px;
  display: grid; place-items: center; border-radius: 12px; border: 2px solid var(--surface); background: #c2352a; color: #fff;
  font-size: 12px; font-weight: 650; line-height: 1; font-variant-numeric: tabular-nums;
  transform: scale(0); transition: transform 300ms var(--spring);
}
.badge.shown { transform: none; }
.teaser {
  display: flex; align-items: flex-start; gap: 4px; width: max-content; max-width: min(320px, 100vw - 48px); padding: 6px;
  border-radius: 18px; background: var(--surface); box-shadow: var(--shadow-small);
  opacity: 0; visibility: hidden; transform: translateY(8px) scale(0.97); transition: opacity 180ms, transform 280ms var(--spring), visibility 180ms;
}
.teaser.shown { opacity: 1; visibility: visible; transform: none; }
.glimpse { display: grid; gap: 2px; padding: 8px 10px; border-radius: 13px; min-width: 0; }
.glimpse strong { font-size: 13px; font-weight: 600; color: var(--muted); }
.glimpse span { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; overflow-wrap: anywhere; }
.teaser .plain { width: 30px; height: 30px; }
.teaser .plain .icon { width: 16px; height: 16px; }
@media (max-width: 480px), (max-height: 440px) {
  .corner { bottom: max(16px, env(safe-area-inset-bottom)); }
  .root[data-side="right"] .corner { right: 16px; }
  .root[data-side="left"] .corner { left: 16px; }
  .open .corner { display: none; }
}
`;
