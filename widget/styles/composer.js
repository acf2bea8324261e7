/** How the place to write looks. */

export const COMPOSER = `
.composer { flex: none; padding: 6px 14px max(14px, env(safe-area-inset-bottom)); }
.box {
  display: flex; align-items: flex-end; gap: 6px; padding: 5px; border-radius: 20px; background: var(--field);
  box-shadow: inset 0 0 0 1px var(--edge); transition: box-shadow 140ms;
}
.box:focus-within { box-shadow: inset 0 0 0 2px var(--accent); }
textarea {
  flex: 1; min-width: 0; max-height: 168px; padding: 7px 4px 7px 11px; padding-inline: 11px 4px; border: 0; outline: 0; background: none; resize: none;
  line-height: 1.47; overflow-y: auto; scrollbar-width: thin; caret-color: var(--accent-ink);
}
textarea::placeholder { color: var(--muted); opacity: 1; }
.send {
  display: grid; place-items: center; flex: none; width: 36px; height: 36px; border-radius: 15px; background: var(--accent); color: var(--on-accent);
  transition: background-color 140ms, color 140ms, transform 200ms var(--spring);
}
.send:disabled { background: var(--raised); color: var(--muted); }
.send:not(:disabled):hover { transform: translateY(-1px); }
.send:not(:disabled):active { transform: scale(0.92); }
.counter { padding: 6px 8px 0; color: var(--muted); font-size: 12px; font-variant-numeric: tabular-nums; }
.counter:empty { display: none; }
.counter.over { color: var(--danger); font-weight: 600; }
/* Below 16 px, phones zoom in on a field that is being written to. */
@media (max-width: 480px) { textarea { font-size: 16px; } }
`;
