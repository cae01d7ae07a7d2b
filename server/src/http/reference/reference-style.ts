/** The look of the reference page: system fonts, light and dark, readable from a phone to a wide screen and on paper. */
export const REFERENCE_STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d9dde3, #343a43); --soft: light-dark(#f5f6f8, #1d2127);
  --dim: light-dark(#57606c, #a3acb8); --accent: light-dark(#0b6e5f, #5cc9b5); }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 76rem; padding: 2rem 1.25rem 6rem; line-height: 1.55;
  font-family: system-ui, sans-serif; background: light-dark(#fff, #14171b); color: light-dark(#1a1f26, #e6e9ed) }
h1 { font-size: 1.9rem; letter-spacing: -0.02em; margin: 0 0 .5rem }
h2 { font-size: 1.3rem; margin: 3rem 0 0; padding-bottom: .4rem; border-bottom: 1px solid var(--line) }
h3 { font-size: 1.05rem; margin: 2.2rem 0 .2rem }
h4 { font-size: .8rem; margin: 1rem 0 .25rem; color: var(--dim); font-weight: 600 }
p { margin: .4rem 0; max-width: 62ch }
a { color: var(--accent) }
code, pre { font: .84rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
pre { background: var(--soft); border-radius: .4rem; padding: .7rem .9rem; overflow-x: auto; margin: 0 }
.path code { font-size: .92rem; overflow-wrap: anywhere }
.path b { display: inline-block; min-width: 4.2rem; font: 600 .78rem ui-monospace, monospace; color: var(--accent) }
.path b.delete { color: light-dark(#a8321f, #f0907f) }
.columns { display: grid; gap: 3rem; grid-template-columns: 15rem minmax(0, 1fr) }
nav { position: sticky; top: 1.5rem; align-self: start; max-height: 95vh; overflow-y: auto; margin-top: 3rem; font-size: .88rem }
nav ul { list-style: none; margin: 0; padding: 0 } nav ul ul { margin: .2rem 0 .9rem } nav li li a { color: var(--dim) }
nav a { text-decoration: none } nav a:hover { text-decoration: underline }
article:target h3 { color: var(--accent) }
@media (max-width: 52rem) { .columns { display: block } nav { position: static; max-height: none; margin-top: 1.5rem } }
@media print { nav { display: none } .columns { display: block } pre { white-space: pre-wrap } }
`
