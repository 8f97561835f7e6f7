import { definePlugin } from '../plugin.js'
import { servedOf } from '../supabase/edge.js'
import { origin, textOf, UNDEFINED } from '../value.js'

/** Deno's globals as edge functions use them. https://docs.deno.com/api/deno */
export default definePlugin({
  name: 'deno',
  libraries: ['global', 'https://deno.land/std/http/server.ts'],
  call(call) {
    if (call.path === 'Deno.env.get') return origin('env', [], { name: textOf(call.args[0]) ?? '*' })
    const serves = call.path === 'Deno.serve' || (call.method === 'serve' && call.library !== 'global')
    if (!serves) return undefined
    const handler = call.args.find(arg => arg.k === 'function' || arg.k === 'either') ?? call.args.at(-1)
    if (handler) servedOf(call.run.world).push({ file: call.at.file, line: call.at.line, handler })
    return UNDEFINED
  },
})
