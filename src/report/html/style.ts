import { CONTENT } from './style-content.js'

/** Ground, letters and layout; what stands in the sections is in the other sheet. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #faf9f5; --raised: #ffffff; --sunk: #f3f1ea; --ink: #191d21; --soft: #59606a; --line: #e3dfd5; --strong-line: #c9c3b5;
  --accent: #0b5c63; --accent-bg: #e2eeee; --on-accent: #ffffff;
  --bad: #a8201a; --bad-bg: #fbe9e6; --on-bad: #ffffff; --warn: #8a4b00; --warn-bg: #fbefdc; --good: #17683f; --good-bg: #e4f2ea; --calm: #4a5a78; --calm-bg: #e9edf5;
  --mono: ui-monospace, 'SF Mono', SFMono-Regular, 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
  --text: Inter, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
  --display: 'Source Serif 4', 'Iowan Old Style', 'Palatino Linotype', Palatino, 'Book Antiqua', Georgia, serif;
  --radius: 10px;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #111416; --raised: #181c1f; --sunk: #0c0f10; --ink: #ebe8e1; --soft: #a1a9b0; --line: #292f33; --strong-line: #434b50;
    --accent: #74c7cc; --accent-bg: #15292b; --on-accent: #0b1516;
    --bad: #ff9086; --bad-bg: #351a18; --on-bad: #2a0805; --warn: #f0b45f; --warn-bg: #30230f; --good: #7ed0a4; --good-bg: #14271d; --calm: #a9b9dc; --calm-bg: #1d2432;
  }
}
*, *::before, *::after { box-sizing: border-box }
html { scroll-padding-top: 20px; -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 var(--text); -webkit-font-smoothing: antialiased }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: 1px }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px }
code, pre, kbd { font-family: var(--mono); font-size: .86em }
code { overflow-wrap: anywhere }
h1, h2 { font-family: var(--display); font-weight: 600; letter-spacing: -.014em; text-wrap: balance; margin: 0 }
h1 { font-size: clamp(31px, 4.2vw, 46px); line-height: 1.1 }
h2 { font-size: 27px; line-height: 1.2 }
h3 { font: 600 17px/1.38 var(--text); margin: 0; text-wrap: pretty }
.story h3 { font-size: 13px; line-height: 1.4; color: var(--soft); margin: 20px 0 4px } .story h3:first-child { margin-top: 0 }
p { margin: 0 } ul, ol { margin: 0; padding: 0; list-style: none } dl, dd { margin: 0 } figure { margin: 0 }
[hidden] { display: none !important }
.hidden, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.skip:focus { position: fixed; z-index: 9; top: 10px; left: 10px; padding: 8px 14px; background: var(--accent); color: var(--on-accent) }
html:not(.scripted) .needs-script { display: none !important }

.shell { display: grid; grid-template-columns: 212px minmax(0, 1fr); max-width: 1320px; margin: 0 auto }
main { padding: 52px 44px 72px 52px; max-width: 1104px; min-width: 0 }
main > section { margin-top: 76px }
.intro { color: var(--soft); max-width: 66ch; margin: 6px 0 22px; text-wrap: pretty }
footer { margin-top: 76px; padding-top: 18px; border-top: 1px solid var(--line); color: var(--soft); font-size: 13.5px; max-width: 74ch } footer em { font-style: normal; color: var(--ink) }

.contents { position: sticky; top: 0; align-self: start; height: 100vh; padding: 52px 0 24px 28px; display: flex; flex-direction: column; gap: 26px; font-size: 14px; overflow-y: auto }
.brand { display: flex; align-items: center; gap: 9px; font: 600 18px/1 var(--display); color: var(--ink); text-decoration: none } .brand svg { color: var(--accent) }
.contents li a { display: flex; justify-content: space-between; gap: 10px; padding: 5px 10px; margin-left: -10px; border-radius: 6px; color: var(--soft); text-decoration: none }
.contents li a:hover { color: var(--ink); background: var(--sunk) } .contents li a[aria-current] { color: var(--accent); background: var(--accent-bg) }
.contents small { font-size: 12.5px; font-variant-numeric: tabular-nums } .keyshint { margin-top: auto }
html:not(.scripted) .keyshint { display: none }
kbd { display: inline-block; min-width: 20px; padding: 0 5px; border: 1px solid var(--strong-line); border-radius: 4px; background: var(--raised); color: var(--soft); font-size: 12px; line-height: 18px; text-align: center }

button, input, select { font: inherit; color: inherit } button { cursor: pointer }
.plain { border: 0; background: none; padding: 0; color: var(--soft) } .plain:hover { color: var(--ink) } .empty .plain { color: var(--accent); text-decoration: underline }
.button { border: 1px solid var(--accent); border-radius: 7px; background: var(--accent); color: var(--on-accent); font-size: 14px; font-weight: 600; padding: 7px 14px } .button:hover { filter: brightness(1.1) }
.button.quiet { background: none; color: var(--accent); margin-top: 14px }
.chips { display: flex; flex-wrap: wrap; gap: 6px }
.chip { border: 1px solid var(--strong-line); border-radius: 99px; background: var(--raised); padding: 3px 12px; font-size: 13.5px; line-height: 22px } .chip small { color: var(--soft); font-size: 12.5px; font-variant-numeric: tabular-nums }
.chip:hover { border-color: var(--accent) } .chip[aria-pressed=true] { background: var(--accent); border-color: var(--accent); color: var(--on-accent) } .chip[aria-pressed=true] small { color: inherit }
dialog { border: 1px solid var(--line); border-radius: 14px; background: var(--raised); color: var(--ink); padding: 26px 30px; min-width: 330px } dialog::backdrop { background: rgb(10 14 16 / .5) }
dialog dl { margin: 14px 0 20px } dialog dl div { display: grid; grid-template-columns: 70px 1fr; padding: 4px 0 } dialog dd { color: var(--soft) }
${CONTENT}
@media (max-width: 1080px) {
  .shell { display: block } main { margin: 0 auto; padding: 28px 28px 64px }
  .contents { position: static; height: auto; flex-direction: row; align-items: center; gap: 18px; padding: 12px 28px; border-bottom: 1px solid var(--line); overflow-x: auto }
  .contents ul { display: flex; gap: 2px } .contents li a { margin: 0; white-space: nowrap } .contents small, .keyshint { display: none }
}
@media (max-width: 720px) {
  main { padding: 24px 18px 56px } main > section { margin-top: 56px } .contents { padding: 10px 18px } h2 { font-size: 24px }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth } .finding summary::before { transition: rotate .12s } }
@media print {
  :root { --paper: #fff; --raised: #fff; --sunk: #fff; --ink: #000; --soft: #444; --line: #ccc; --accent: #0b5c63; --accent-bg: #fff; --bad: #a8201a; --bad-bg: #fff; --on-bad: #fff; --warn: #8a4b00; --warn-bg: #fff; --good: #17683f; --good-bg: #fff; --calm: #4a5a78; --calm-bg: #fff }
  body { font-size: 10.5pt } .shell { display: block } main { padding: 0; max-width: none } main > section { margin-top: 28pt }
  .contents, .toolbar, .chips, .actions, .prompt, .skip, .button { display: none !important }
  h2, h3, summary, figcaption { break-after: avoid } .card, tr, figure, .checklist li { break-inside: avoid }
  .scroll { overflow: visible } .inside { display: block } pre { white-space: pre-wrap } .tag, .bar, .answer { border: 1px solid currentColor; color: inherit !important; background: none !important }
}
`
