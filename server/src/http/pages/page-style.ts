/** The look of the pages that the service writes itself: the console's colours and type, light, dark, narrow and on paper. */
export const PAGE_STYLE = `
:root { color-scheme: light dark;
  --paper: light-dark(#fdfdfb, #121715); --wash: light-dark(#f3f5f1, #1c2420); --line: light-dark(#e3e7e1, #2a342f);
  --line-strong: light-dark(#868f8a, #6d7a74); --ink: light-dark(#1a2320, #e8edea); --soft: light-dark(#56625d, #a2afa9);
  --accent: light-dark(#0d6a5a, #6fcab3); --danger: light-dark(#b3261e, #ff8f80);
  --mono: ui-monospace, 'SF Mono', SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace }
:root[data-mantine-color-scheme=light] { color-scheme: light }
:root[data-mantine-color-scheme=dark] { color-scheme: dark }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: .9375rem/1.55 system-ui, -apple-system, 'Segoe UI', Roboto,
  'Helvetica Neue', Arial, sans-serif; font-variant-numeric: tabular-nums; overflow-wrap: break-word }
header { border-bottom: 1px solid var(--line) }
header > div, .columns { max-width: 1120px; margin: 0 auto; padding: 0 24px }
header > div { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 24px; min-height: 56px; padding-block: 8px }
header nav { display: flex; gap: 18px; margin-left: auto }
header nav a { color: var(--soft); text-decoration: none; padding: 6px 0; border-bottom: 2px solid transparent }
header nav a:hover { color: var(--ink) }
header nav a[aria-current] { color: var(--ink); border-color: var(--accent) }
.mark { display: inline-flex; align-items: center; gap: 9px; color: inherit; text-decoration: none; font-weight: 650;
  font-size: 1.0625rem; letter-spacing: -.015em }
.mark .one { fill: var(--ink) } .mark .other { fill: var(--accent) }
.skip { position: absolute; left: -9999px } .skip:focus { left: 16px; top: 8px; background: var(--paper); padding: 8px 12px }
.columns { display: grid; gap: 48px; grid-template-columns: 220px minmax(0, 1fr); padding-bottom: 96px }
.columns.alone { display: block }
main:focus { outline: none }
main > :first-child { margin-top: 36px }
h1 { font-size: 1.625rem; line-height: 1.25; font-weight: 650; letter-spacing: -.015em; margin: 36px 0 12px; text-wrap: balance }
h2 { font-size: 1.25rem; line-height: 1.35; font-weight: 650; margin: 48px 0 8px; padding-bottom: 6px; border-bottom: 1px solid var(--line) }
h3 { font-size: 1.0625rem; line-height: 1.35; font-weight: 650; margin: 32px 0 4px }
h4 { font-size: .8125rem; font-weight: 650; color: var(--soft); margin: 16px 0 4px }
p, ul, ol, dl, blockquote { margin: 10px 0; max-width: 72ch }
ul, ol { padding-left: 24px } li { margin: 4px 0 } dd { margin: 0 0 8px }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 3px }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
h2 > a, h3 > a { color: inherit; text-decoration: none } h2 > a:hover, h3 > a:hover { text-decoration: underline }
code, pre { font-family: var(--mono); font-size: .92em }
:not(pre) > code { overflow-wrap: anywhere }
pre { font-size: .8125rem; line-height: 1.5; background: var(--wash); border: 1px solid var(--line); border-radius: 5px;
  padding: 12px 14px; overflow-x: auto; margin: 10px 0; tab-size: 4 }
pre > code { font-size: inherit }
.file { font-size: .8125rem; color: var(--soft); margin: 16px 0 -4px }
.table { overflow-x: auto; margin: 14px 0 }
table { border-collapse: collapse; width: 100%; font-size: .875rem }
th { text-align: left; font-weight: 650; color: var(--soft) }
th, td { padding: 7px 16px 7px 0; vertical-align: top; border-bottom: 1px solid var(--line) }
td { overflow-wrap: break-word } td:first-child > code { overflow-wrap: normal }
tr:target > td { background: var(--wash) }
.contents { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: 36px 0; font-size: .875rem; line-height: 1.4 }
.contents ul { list-style: none; margin: 0; padding: 0 } .contents li { margin: 0 }
.contents a { display: block; color: var(--soft); text-decoration: none; padding: 4px 0 } .contents a:hover { color: var(--ink) }
.contents [aria-current] { color: var(--ink); font-weight: 650 }
.contents ul ul { margin: 0 0 10px; padding-left: 12px; border-left: 1px solid var(--line) }
.contents ul ul a { padding: 3px 0; font-size: .8125rem }
.path { display: flex; gap: 12px; align-items: baseline } .path code { overflow-wrap: anywhere }
.path b { flex: none; font: 600 .8125rem var(--mono); color: var(--accent); min-width: 3.6em } .path b.delete { color: var(--danger) }
.part { display: grid; grid-template-columns: 96px minmax(0, 1fr); align-items: baseline; gap: 0 12px }
.part h4, .part p, .part .table { margin: 3px 0 } .part pre { margin: 4px 0 } pre.type { white-space: pre-wrap; padding: 8px 12px } pre i { color: var(--soft) }
article h3 { margin-top: 26px } article p { margin: 4px 0 } article details { margin: 2px 0 }
:target { scroll-margin-top: 16px }
article:target h3 { color: var(--accent) }
details { margin: 10px 0 } summary { cursor: pointer; color: var(--accent); width: fit-content; padding: 3px 0 }
.ask { max-width: 26rem; margin: 16px 0 }
.ask label { display: block; font-weight: 600; font-size: .875rem; margin: 14px 0 4px }
.ask label.choice { font-weight: 400; font-size: inherit; display: flex; gap: 10px; align-items: baseline; padding: 8px 0; margin: 0 }
.ask input:not([type=radio]) { font: inherit; color: inherit; background: transparent; width: 100%; min-height: 40px; padding: 8px 12px;
  border: 1px solid var(--line-strong); border-radius: 5px }
.ask input.code { font-family: var(--mono); letter-spacing: .08em; text-transform: uppercase }
p.code { font: 600 1.5rem/1.3 var(--mono); letter-spacing: .08em }
.ask fieldset { border: 0; margin: 12px 0; padding: 0 } .ask legend { font-weight: 600; padding: 0 }
.ask .buttons { display: flex; flex-wrap: wrap; gap: 12px; margin: 20px 0 }
form button.other { background: transparent; color: var(--accent); box-shadow: inset 0 0 0 1px var(--line-strong) }
.wrong { color: var(--danger); font-weight: 600 }
form button { font: inherit; font-weight: 600; color: var(--paper); background: var(--accent); border: 0; border-radius: 5px; padding: 9px 16px;
  min-height: 40px; cursor: pointer }
.lead { color: var(--soft) }
@media (max-width: 760px) {
  .columns { display: block; padding-inline: 16px } header > div { padding-inline: 16px }
  table { font-size: .8125rem } th, td { padding-right: 10px } td:first-child > code { overflow-wrap: anywhere }
  .part { display: block }
  .contents { position: static; max-height: none; padding: 16px 0 0; border-bottom: 1px solid var(--line) }
  .contents ul ul { display: none }
  .contents > ul { columns: 2; column-gap: 16px; padding-bottom: 12px }
}
@media (forced-colors: active) { header nav a[aria-current] { border-color: Highlight } pre { border-color: CanvasText } }
@media print { header, .contents, .skip { display: none } .columns { display: block; padding: 0 } pre { white-space: pre-wrap } }
`
