import pg from 'pg';
const orig=pg.Client.prototype.query; const names=new Map();
pg.Client.prototype.query=function(text,values,cb){ if(typeof text==='string'&&Array.isArray(values)&&values.length){let n=names.get(text);if(!n){n='s'+names.size;names.set(text,n)} return orig.call(this,{name:n,text,values},cb);} return orig.call(this,text,values,cb)};
