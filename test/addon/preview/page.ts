/** The page around the sidebar, and what makes it clickable. */
import {escape} from './draw.ts';

const STYLE = `
:root{font-family:Roboto,"Noto Sans JP","Noto Sans CJK JP",Arial,sans-serif;color:#202124;font-size:14px;line-height:20px}
*{box-sizing:border-box}
body{margin:0;background:#f6f8fc;display:flex;gap:24px;padding:24px;align-items:flex-start}
nav{width:260px;font-size:13px}nav a{display:block;padding:4px 12px;color:#0b57d0;text-decoration:none;border-radius:16px}
nav a.now{background:#d3e3fd;color:#041e49}nav h3{margin:16px 0 4px 12px;font-size:12px;color:#5f6368;font-weight:500}
#side{width:320px;flex:none;min-height:600px;background:#fff;box-shadow:0 1px 2px rgba(60,64,67,.3),0 1px 3px 1px rgba(60,64,67,.15);position:relative}
.card{min-height:600px;display:flex;flex-direction:column}
.bar{display:flex;align-items:center;height:48px;padding:0 8px 0 16px;border-bottom:1px solid #e0e0e0;gap:8px}
.bar .name{flex:1;font-weight:500;font-size:16px}
.back{font-size:18px;border:0;background:none;padding:4px;margin-left:-8px;min-width:32px;color:#5f6368;cursor:pointer}
header{display:flex;gap:12px;padding:16px 16px 8px;align-items:center}
h1{font-size:16px;line-height:22px;font-weight:500;margin:0;overflow-wrap:anywhere}.subtitle{color:#5f6368;font-size:13px}
.head{width:40px;height:40px;object-fit:cover}.round{border-radius:50%}
section{padding:8px 0;border-bottom:1px solid #e0e0e0}section:last-of-type{border-bottom:0}
h2{font-size:13px;font-weight:500;color:#5f6368;margin:4px 16px}
.widget{padding:6px 16px}.paragraph{margin:0;overflow-wrap:anywhere}
hr{border:0;border-top:1px solid #e0e0e0;margin:4px -16px}
.picture{max-width:100%;display:block}
.decorated{display:flex;gap:12px;align-items:center}.decorated[data-act],.decorated[data-link],.decorated[data-choose]{cursor:pointer}
.decorated[data-act]:hover,.decorated[data-link]:hover,.decorated[data-choose]:hover{background:#f1f3f4;margin:0 -16px;padding:0 16px}
.texts{flex:1;min-width:0}.top{color:#5f6368;font-size:12px;line-height:16px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.bottom{color:#5f6368;font-size:12px;line-height:16px;overflow-wrap:anywhere}
.text{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}.text.wrap{white-space:normal;overflow-wrap:anywhere}
.icon{width:24px;height:24px;object-fit:cover;flex:none}svg.icon{fill:none;stroke:#5f6368;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round;padding:2px}
.buttons{display:flex;flex-wrap:wrap;gap:8px}
button{font:inherit;font-weight:500;border-radius:18px;padding:6px 14px;min-height:34px;border:0;background:none;color:#0b57d0;cursor:pointer}
button.filled{background:#0b57d0;color:#fff}button.filled_tonal{background:#c2e7ff;color:#001d35}
button.outlined{border:1px solid #747775}button.icon-button{padding:4px;min-width:34px}
button[disabled]{opacity:.4;cursor:default}button.borderless{padding:6px 8px}
.field{display:block}.field>span,legend{display:block;color:#5f6368;font-size:12px}
.field input,.field textarea,.field select{width:100%;font:inherit;padding:8px;border:0;border-bottom:1px solid #747775;background:#f1f3f4;border-radius:4px 4px 0 0}
small{display:block;color:#5f6368;font-size:12px;line-height:16px}
fieldset{border:0;margin:0;padding:0;min-width:0;overflow-wrap:anywhere}.choice>span{min-width:0}.choice{display:flex;gap:8px;align-items:flex-start;padding:3px 0}
.switch input{width:18px;height:18px}
.grid{display:grid;grid-template-columns:repeat(var(--columns),1fr);gap:8px}.cell{border:1px solid #e0e0e0;border-radius:8px;padding:8px;cursor:pointer}.cell img{width:100%}
details summary{cursor:pointer;list-style:none;text-align:center;color:#5f6368}
.menu{position:relative}.menu>div{position:absolute;right:0;top:28px;background:#fff;box-shadow:0 1px 3px rgba(60,64,67,.4);z-index:2;padding:8px 0;min-width:180px;border-radius:4px}
.menu button{display:block;width:100%;text-align:left;color:#202124;font-weight:400;border-radius:0}
.menu summary{padding:0 8px;font-size:18px}
footer{margin-top:auto;padding:12px 16px;border-top:1px solid #e0e0e0;display:flex;gap:8px;justify-content:flex-end;position:sticky;bottom:0;background:#fff}
#toast{position:fixed;left:308px;bottom:24px;width:320px;background:#303134;color:#fff;padding:12px 16px;border-radius:4px}#toast:empty{display:none}
a{color:#0b57d0}
`;

/** The browser's half: no framework, no build. */
const SCRIPT = `
const side=document.getElementById('side'),toast=document.getElementById('toast');
function inputs(){const all={};for(const field of side.querySelectorAll('[name]')){
 if((field.type==='checkbox'||field.type==='radio')&&!field.checked)continue;if(field.value==='')continue;
 const at=all[field.name]??={type:field.type,values:[]};at.values.push(field.value)}return all}
async function send(what){const answer=await fetch('press'+location.search,{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify({...what,inputs:inputs()})});
 return answer.json()}
function show({html,notification,link,draft,problems}){if(html!==undefined)side.innerHTML=html;
 toast.textContent=[notification,draft&&'Draft: '+draft,...(problems??[])].filter(Boolean).join(' · ');if(link)window.open(link)}
async function press(what){toast.textContent='…';show(await send(what))}
side.addEventListener('click',event=>{const at=event.target.closest('[data-act],[data-link],[data-back],[data-choose]');if(!at||at.disabled)return;
 if(event.target.closest('a,input,select,textarea'))return;event.preventDefault();const {act,link,choose,item}=at.dataset;
 if('back' in at.dataset)press({back:true});else if(choose!==undefined)press({choose:Number(choose)});
 else if(act)press({act:JSON.parse(act),item});else window.open(link)});
side.addEventListener('change',event=>{const {change}=event.target.dataset;if(change)press({act:JSON.parse(change)})});
let timer;side.addEventListener('input',event=>{const {suggest}=event.target.dataset;if(!suggest)return;clearTimeout(timer);
 timer=setTimeout(async()=>{const {suggestions}=await send({act:JSON.parse(suggest)});
 document.getElementById('list-'+event.target.name).innerHTML=(suggestions??[]).map(text=>{const o=document.createElement('option');o.value=text;return o.outerHTML}).join('')},300)});
`;

export interface Choice {
  readonly title: string;
  readonly href: string;
  readonly isNow: boolean;
}

export interface Menu {
  readonly title: string;
  readonly choices: readonly Choice[];
}

export function drawPage(
  menus: readonly Menu[],
  {
    html,
    problems,
  }: {readonly html: string; readonly problems: readonly string[]},
): string {
  const nav = menus.map(
    ({title, choices}) =>
      `<h3>${escape(title)}</h3>${choices
        .map(
          ({title: name, href, isNow}) =>
            `<a${isNow ? ' class="now"' : ''} href="${escape(href)}">${escape(name)}</a>`,
        )
        .join('')}`,
  );
  return `<!doctype html><meta charset="utf-8"><title>Sidebar</title><style>${STYLE}</style><nav>${nav.join('')}</nav><div id="side">${html}</div><div id="toast">${escape(problems.join(' · '))}</div><script>${SCRIPT}</script>`;
}
