/** How the conversation looks: who says what, suggested answers, who is writing. */

export const LOG = `
.conversation { position: relative; flex: 1; min-height: 0; display: flex; }
.scroller {
  flex: 1; min-width: 0; overflow-y: auto; overscroll-behavior: contain; padding: 20px 18px 16px; scrollbar-width: thin;
  scrollbar-color: var(--line) transparent; display: flex; flex-direction: column;
}
.scroller:focus-visible { outline-offset: -3px; border-radius: 6px; }
.intro { padding: 4px 4px 20px; }
.intro .avatar { display: none; }
.intro h3 { font-size: 21px; font-weight: 650; letter-spacing: -0.018em; line-height: 1.3; margin-bottom: 6px; text-wrap: balance; }
.root:is(:lang(ar), :lang(hi), :lang(zh), :lang(ja)) .intro h3 { letter-spacing: 0; line-height: 1.5; }
.intro p { color: var(--muted); font-size: 14px; text-wrap: pretty; }
.earlier { align-self: center; margin-bottom: 12px; padding: 6px 14px; border-radius: 12px; background: var(--raised); font-size: 13px; font-weight: 550; }
.log { display: flex; flex-direction: column; }
.line { align-self: center; max-width: 88%; margin: 16px 0 6px; color: var(--muted); font-size: 12.5px; text-align: center; text-wrap: balance; }
.line.day { font-weight: 550; }
.line.notice { padding: 7px 14px; border-radius: 12px; background: var(--raised); }

.row { display: flex; flex-direction: column; align-items: flex-start; margin-top: 3px; padding-inline-end: 36px; }
.row.first { margin-top: 14px; }
.who { display: flex; align-items: center; gap: 7px; margin-bottom: 5px; font-size: 13px; font-weight: 600; line-height: 1.4; }
.who.hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.role { color: var(--muted); font-weight: 400; }
.bubble {
  max-width: 100%; padding: 9px 14px; border-radius: 18px; background: var(--raised); white-space: pre-wrap; overflow-wrap: anywhere;
  border-start-start-radius: 7px; border-end-start-radius: 7px;
}
.row.first .bubble { border-start-start-radius: 18px; }
.row.last .bubble { border-end-start-radius: 18px; }
.row.first:not(.last) .bubble { border-end-start-radius: 7px; }
.bubble a { color: inherit; text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 2.5px; unicode-bidi: isolate; }
.bubble a:hover { text-decoration-thickness: 2px; }
.meta { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 8px; margin-top: 5px; color: var(--muted); font-size: 12px; line-height: 1.4; padding-inline: 4px; }
.meta:empty { display: none; }
.delivery { display: inline-flex; align-items: center; gap: 4px; }
.delivery .icon { width: 14px; height: 14px; stroke-width: 2.2; }

.from-agent .avatar { border-radius: 50%; background: var(--agent-mark); color: var(--agent-mark-ink); }
.from-agent .bubble { background: var(--agent); color: var(--agent-ink); }
.from-customer { align-items: flex-end; padding-inline: 52px 0; }
.from-customer .bubble {
  background: var(--accent); color: var(--on-accent); border-radius: 18px; border-start-end-radius: 7px; border-end-end-radius: 7px;
  transition: background-color 200ms, color 200ms;
}
.from-customer.first .bubble { border-start-start-radius: 18px; border-start-end-radius: 18px; }
.from-customer.last .bubble { border-end-end-radius: 18px; }
.row.from-customer .bubble { border-start-start-radius: 18px; border-end-start-radius: 18px; }
.from-customer .meta { justify-content: flex-end; }
.from-customer:has(.queued) .bubble {
  background: color-mix(in oklab, var(--accent) 10%, var(--surface)); color: var(--ink);
  box-shadow: inset 0 0 0 1.5px color-mix(in oklab, var(--accent) 38%, var(--surface));
}
.row.failed { margin-bottom: 10px; }
.failed .bubble { background: color-mix(in oklab, var(--danger) 12%, var(--surface)); color: var(--ink); box-shadow: inset 0 0 0 1px color-mix(in oklab, var(--danger) 50%, transparent); }
.failed .delivery { color: var(--danger); font-weight: 600; }
.failure { text-align: end; }
.remedies { display: inline-flex; gap: 12px; }
.remedies button { font-weight: 600; color: var(--accent-ink); text-decoration: underline; text-underline-offset: 3px; padding-block: 4px; }
.from-system { align-items: center; padding-inline: 20px; margin-block: 14px 4px; }
.from-system .bubble { padding: 7px 14px; border-radius: 12px; background: none; color: var(--muted); font-size: 13px; text-align: center; }
.from-system .meta { display: none; }

.typing { visibility: hidden; height: 0; }
.typing.shown { visibility: visible; height: auto; margin-top: 14px; animation: arrive 240ms var(--ease); }
.dots { display: inline-flex; gap: 5px; padding: 14px 16px; border-radius: 18px; background: var(--raised); color: var(--muted); }
.by-agent .dots { background: var(--agent); color: var(--agent-mark); }
.dots i { width: 7px; height: 7px; border-radius: 50%; background: currentColor; animation: hop 1.3s ease-in-out infinite; }
.dots i:nth-child(2) { animation-delay: 130ms; }
.dots i:nth-child(3) { animation-delay: 260ms; }
@keyframes hop { 0%, 60%, 100% { opacity: 0.35; transform: none; } 30% { opacity: 1; transform: translateY(-3px); } }

.choices { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 14px; }
.choices:empty { display: none; }
.choices button {
  padding: 9px 15px; border-radius: 15px; background: var(--surface); color: var(--accent-ink); font-weight: 550; line-height: 1.35; max-width: 100%;
  overflow-wrap: anywhere; box-shadow: inset 0 0 0 1.5px color-mix(in oklab, var(--accent) 42%, var(--surface));
  transition: background-color 120ms, box-shadow 120ms, transform 120ms; animation: arrive 280ms var(--ease) backwards;
}
.choices button:nth-child(2) { animation-delay: 40ms; }
.choices button:nth-child(3) { animation-delay: 80ms; }
.choices button:nth-child(n + 4) { animation-delay: 120ms; }
.choices button:hover { background: color-mix(in oklab, var(--accent) 10%, var(--surface)); box-shadow: inset 0 0 0 1.5px var(--accent); }
.choices button:active { transform: scale(0.97); }
.choices.scale { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); }
.choices.scale button { padding-inline: 0; text-align: center; }

.enter { animation: arrive 280ms var(--ease); }
@keyframes arrive { from { opacity: 0; transform: translateY(8px); } }

.latest {
  position: absolute; inset-block-end: 12px; left: 50%; display: flex; align-items: center; gap: 6px; padding: 7px 14px 7px 10px;
  border-radius: 17px; background: var(--surface); box-shadow: var(--shadow-small); font-size: 13px; font-weight: 550; white-space: nowrap;
  opacity: 0; visibility: hidden; transform: translate(-50%, 8px); transition: opacity 160ms, transform 220ms var(--spring), visibility 160ms;
}
.latest.shown { opacity: 1; visibility: visible; transform: translate(-50%, 0); }
.latest .icon { width: 16px; height: 16px; }
`;
