import { definePlugin, type LibraryCall } from '../plugin.js'
import { type LibraryValue, library, object, origin, UNDEFINED, type Value } from '../value.js'
import { authCall, authMember } from './auth.js'
import { edgeEntries } from './edge.js'
import { builderCall, builderMember, startQuery } from './query.js'

const CREATORS =
  /^(createClient|createServerClient|createBrowserClient|createRouteHandlerClient|createServerComponentClient|createServerActionClient|createMiddlewareClient|createClientComponentClient|createPagesServerClient|createServerSupabaseClient)$/

/** Supabase: client, auth, storage, functions. https://supabase.com/docs/reference/javascript */
export default definePlugin({
  name: 'supabase',
  libraries: [
    '@supabase/supabase-js',
    '@supabase/ssr',
    '@supabase/auth-helpers-nextjs',
    '@supabase/auth-helpers-react',
    '@supabase/server',
    'supabase:client',
    'supabase:query',
    'supabase:auth',
    'supabase:storage',
    'deno',
  ],
  get(of, key, run) {
    if (of.library === 'supabase:client') {
      if (key === 'auth') return library('supabase:auth', 'auth', of.data)
      if (key === 'storage') return library('supabase:storage', 'storage', of.data)
    }
    if (of.library === 'supabase:auth') return authMember(of, key)
    if (of.library === 'supabase:query') return builderMember(of, key, run)
    return undefined
  },
  call(call) {
    if (CREATORS.test(call.method) && call.library.startsWith('@supabase/')) return client(call)
    switch (call.library) {
      case 'supabase:client':
        return clientCall(call)
      case 'supabase:query':
        return builderCall(call)
      case 'supabase:auth':
        return authCall(call)
      case 'supabase:storage':
        return storageCall(call)
      default:
        return undefined
    }
  },
  entries: edgeEntries,
})

function client(call: LibraryCall): LibraryValue {
  const key = call.args[1]
  return library('supabase:client', 'client', { rights: rightsOf(key), forwards: forwards(call) })
}

/** The service role skips row rules; any other key is bound by them. */
function rightsOf(key: Value | undefined): 'service' | 'user' {
  if (!key) return 'user'
  if (key.k === 'origin') return key.from === 'env' && /service|secret|admin/i.test(key.name ?? '') ? 'service' : 'user'
  if (key.k === 'computed') return key.of.some(one => rightsOf(one) === 'service') ? 'service' : 'user'
  if (key.k === 'either') return key.of.some(one => rightsOf(one.value) === 'service') ? 'service' : 'user'
  if (key.k === 'literal') return /"role"\s*:\s*"service_role"/.test(decoded(String(key.value))) ? 'service' : 'user'
  return 'user'
}

function decoded(token: string): string {
  return Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
}

/** The caller's own token is passed on: queries then run as the caller. */
function forwards(call: LibraryCall): boolean {
  const headers = call.run.get(call.run.get(call.run.get(call.args[2] ?? UNDEFINED, 'global'), 'headers'), 'Authorization')
  return !(headers.k === 'literal' && headers.value === undefined)
}

function clientCall(call: LibraryCall): Value | undefined {
  const { run, at } = call
  switch (call.method) {
    case 'from':
      return library('supabase:query', 'from', {
        ...call.on.data,
        table:
          call.args[0]?.k === 'literal' && typeof call.args[0].value === 'string'
            ? `${schemaOf(call.on)}${String(call.args[0].value)}`
            : undefined,
      })
    case 'schema':
      return { ...call.on, data: { ...call.on.data, schema: call.args[0] } }
    case 'rpc':
      return startQuery(call, { does: 'raw', table: undefined, data: call.args[1], name: schemaOf(call.on) ? undefined : call.args[0] })
    case 'channel':
      return library('supabase:client', 'channel', call.on.data)
    case 'on':
    case 'subscribe':
      for (const arg of call.args)
        if (arg.k === 'function')
          run.branch(
            [],
            () =>
              void run.call(
                arg,
                [
                  object([
                    ['new', origin('row', [], { at })],
                    ['old', origin('row', [], { at })],
                  ]),
                ],
                at,
              ),
          )
      return call.on
    case 'invoke': {
      run.emit(
        {
          kind: 'send',
          service: 'function',
          operation: call.args[0]?.k === 'literal' ? String(call.args[0].value) : 'invoke',
          input: call.args[1] ?? UNDEFINED,
        },
        at,
      )
      return object([
        ['data', origin('service', [], { name: 'function' })],
        ['error', origin('error', [], { at })],
      ])
    }
    default:
      return undefined
  }
}

/** `client.schema('billing')`: its tables carry the schema's name. */
function schemaOf(client: LibraryValue): string {
  const schema = client.data['schema'] as Value | undefined
  return schema?.k === 'literal' && schema.value !== 'public' ? `${String(schema.value)}.` : ''
}

function storageCall(call: LibraryCall): Value | undefined {
  const { run, at } = call
  const bucket = call.on.data['bucket'] as string | undefined
  switch (call.method) {
    case 'from':
      return library('supabase:storage', 'bucket', {
        ...call.on.data,
        bucket: call.args[0]?.k === 'literal' ? String(call.args[0].value) : undefined,
      })
    case 'upload':
    case 'update':
    case 'remove':
    case 'move':
    case 'copy':
    case 'download':
    case 'list':
    case 'createSignedUrl':
    case 'createSignedUploadUrl':
      run.emit(
        {
          kind: 'send',
          service: 'storage',
          operation: `${call.method} ${bucket ?? ''}`.trim(),
          input: object([
            ['path', call.args[0] ?? UNDEFINED],
            ['file', call.args[1] ?? UNDEFINED],
            ['options', call.args[2] ?? UNDEFINED],
          ]),
        },
        at,
      )
      return object([
        ['data', origin('service', [], { name: 'storage' })],
        ['error', origin('error', [], { at })],
      ])
    case 'getPublicUrl':
      return object([['data', object([['publicUrl', origin('service', [], { name: 'storage' })]])]])
    default:
      return undefined
  }
}
