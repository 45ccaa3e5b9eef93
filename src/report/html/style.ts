/** How a page looks: light, dark and on paper. No part of it comes from a report. */
export const STYLE = `
:root{color-scheme:light;--page:#f7f7f5;--sheet:#fff;--head:#efefec;--ink:#1b1d20;--soft:#5a6068;--line:#d6d8db;--link:#0a4f96;
--error:#a3150f;--error-bg:#fdebe9;--warn:#744600;--warn-bg:#fff3d6;--change:#0a4f96;--change-bg:#e7f0fa;--info:#47525d;--info-bg:#eef0f2;--ok:#14603a;--ok-bg:#e9f5ed}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;--page:#111315;--sheet:#191c1f;--head:#22262a;--ink:#e4e6e8;--soft:#a2a9b1;--line:#363c43;--link:#8fbff2;
--error:#ffa198;--error-bg:#381a18;--warn:#efc36b;--warn-bg:#31270f;--change:#8fbff2;--change-bg:#152638;--info:#b7bfc7;--info-bg:#23282d;--ok:#87d5a2;--ok-bg:#142d1f}}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{scroll-padding-top:5rem}
body{margin:0;padding:1.5rem clamp(1rem,4vw,3rem) 4rem;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:96rem;margin:0 auto}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace;font-size:.92em}
a{color:var(--link);text-underline-offset:.2em}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
p,h1,h2,h3,h4,ul,ol,dl,dd{margin:0}
ul,ol{padding:0;list-style:none}
.soft,.note{color:var(--soft)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.about-run{color:var(--soft)}
h1{font-size:1.9rem;line-height:1.25;font-weight:650;margin:.35rem 0;text-wrap:balance}
h1 .sign{margin-right:.15em}
h2{font-size:1.15rem;font-weight:650;margin:2.25rem 0 .75rem}
.error>.sign,h1.error,.count.error dd{color:var(--error)}.warn>.sign,h1.warn,.count.warn dd{color:var(--warn)}.change>.sign,h1.change,.count.change dd{color:var(--change)}.info>.sign,h1.info{color:var(--info)}.ok>.sign,h1.ok,.count.ok dd{color:var(--ok)}
.counts{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:1rem 0}
.count dt{color:var(--soft);font-size:.87rem}
.count dd{font-size:1.45rem;font-weight:600;line-height:1.2;font-variant-numeric:tabular-nums}
.count.zero dd{color:var(--soft);font-weight:400}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}
#filter{position:sticky;top:0;z-index:5;display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;margin:1.25rem 0 0;padding:.6rem 0;background:var(--page);border-bottom:1px solid var(--line)}
#filter label{display:flex;gap:.5rem;align-items:center;color:var(--soft)}
select,button{font:inherit;color:var(--ink);background:var(--sheet);border:1px solid var(--soft);border-radius:5px;padding:.3rem .5rem;min-height:2.25rem}
select{max-width:16rem}
button{padding:.3rem .9rem;cursor:pointer}
button:disabled{color:var(--soft);border-color:var(--line);cursor:default}
#shown{margin:.6rem 0 0;color:var(--soft)}
.board{position:relative;overflow:auto;max-height:78vh;background:var(--sheet);border:1px solid var(--line);border-radius:6px;width:fit-content;max-width:100%}
table{border-collapse:separate;border-spacing:0;font-size:13px;line-height:18px}
th,td{padding:6px 11px;text-align:left;vertical-align:top;border-right:1px solid var(--line);border-bottom:1px solid var(--line);min-width:7.5rem}
th:last-child,td:last-child{border-right:0}
tbody tr:last-child>*{border-bottom:0}
th{font-weight:600;background:var(--head);max-width:16rem}
thead th{position:sticky;top:0;z-index:1}
tbody th,thead th:first-child{position:sticky;left:0}
thead th:first-child{z-index:2}
thead th:first-child{white-space:nowrap}tbody th{min-width:13rem}td{overflow-wrap:break-word}.sources td{min-width:13rem}thead .soft{font-weight:400}
.verdict{display:flex;gap:.4em;color:inherit;font-weight:600;text-decoration:none}
a.verdict:hover{text-decoration:underline}
td span.line{display:block}
td.error{background:var(--error-bg)}td.error .verdict{color:var(--error)}td.warn{background:var(--warn-bg)}td.warn .verdict{color:var(--warn)}td.change{background:var(--change-bg)}td.change .verdict{color:var(--change)}td.info{background:var(--info-bg)}td.info .verdict{color:var(--info)}td.ok .verdict{color:var(--ok)}
td.none{color:var(--soft)}
td.off{background:none}td.off>*{visibility:hidden}
details>summary{cursor:pointer;padding:.35rem 0}
.group,.provider,.files{background:var(--sheet);border:1px solid var(--line);border-radius:6px;margin:0 0 1rem;padding:.35rem 1rem}
.group>summary,.provider h3{font-size:1rem;font-weight:600}
.group>summary .soft,.provider h3 .soft{font-weight:400}
.finding{padding:.75rem 0 .75rem .9rem;margin:0 0 0 -.2rem;border-left:4px solid;border-top:0}
.finding+.finding{margin-top:.5rem}
.finding.error{border-left-style:double;border-left-width:6px;border-color:var(--error)}.finding.warn{border-color:var(--warn)}.finding.info{border-left-style:dotted;border-color:var(--info)}
.finding h3,.finding h4{font-size:1rem;font-weight:600}
.word,.accepted strong{font-weight:650}
.finding.error .word,.finding.error .sign{color:var(--error)}.finding.warn .word,.finding.warn .sign{color:var(--warn)}.finding.info .word,.finding.info .sign{color:var(--info)}
a.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace;font-size:.95em}
.about{color:var(--soft);font-weight:400;margin-left:.5rem}
.fix{color:var(--soft)}
.what,.fix,.accepted{max-width:75ch}
.place{font-size:.9rem;margin-top:.25rem}
.path{margin-left:.75rem;color:var(--soft)}
.finding:target,.provider:target,.failure:target{outline:2px solid var(--link);outline-offset:4px;border-radius:3px}
.facts{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.15rem 1.25rem;margin:.5rem 0}
.facts dt{color:var(--soft)}
.facts dd{grid-column:2}
.rules{display:grid;grid-template-columns:max-content max-content 1fr;gap:.1rem 1.25rem;padding:0 0 .5rem}
.rules li{display:contents}
.rules .no{color:var(--soft)}
.files li{padding:.1rem 0}
.clean{margin:1.25rem 0;padding:1.5rem 1.25rem;background:var(--ok-bg);border:1px solid var(--ok);border-radius:6px;color:var(--ok);font-size:1.1rem}
footer{margin-top:3rem;color:var(--soft);font-size:.87rem}
@media (max-width:40rem){body{padding:1rem 1rem 3rem}h1{font-size:1.5rem}#filter{position:static}#filter label{flex:1 1 100%;justify-content:space-between}.facts,.rules{grid-template-columns:1fr}.facts dd{grid-column:1}.rules li{display:block}.path{display:block;margin:0}tbody th{min-width:0;max-width:8rem}th,td{padding:.35rem .5rem}.sources td{min-width:9rem}}
@media print{@page{margin:12mm}@page wide{size:landscape}
:root{--page:#fff;--head:#f1f1ef}
body{padding:0;font-size:10pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
nav,#filter{display:none}
.board{overflow:visible;max-height:none;width:auto;border:0;border-radius:0}.board table{width:100%;border:1px solid var(--line)}th,td,.sources td,tbody th{min-width:0}
section:has(>.wide){page:wide}.wide table{font-size:7pt;line-height:1.3}.wide th,.wide td{padding:2px 4px}
thead th,tbody th,thead th:first-child{position:static}
tr,.finding,.count{break-inside:avoid}h2,h3,summary{break-after:avoid}
a{color:inherit;text-decoration:none}
details::details-content{content-visibility:visible;block-size:auto}}
`;

/** The hash by which a page's Content-Security-Policy admits this style and no other; its test says what it has to be. */
export const STYLE_HASH = "sha256-4Sn28GfB/G5A6LesBcNWjSg7Ed6RMR55kCK6EFvXplQ=";
