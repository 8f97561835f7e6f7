import { library, type LibraryValue, literal, object, origin, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { webRequest } from '../web/index.js'

/** What one request is known by. https://h3.dev/guide/api/h3event */
export function eventOf(method: string, path: string, isWhole: boolean): LibraryValue {
  const asked = library('http:request', 'req', { route: { method, path } })
  const web = webRequest()
  asked.props.set('url', literal(path))
  if (method !== 'ALL') for (const request of [asked, web]) request.props.set('method', literal(method))
  const event = library('h3:event', 'event')
  const context = library('h3:context', 'context', { isWhole })
  context.props.set('params', origin('params'))
  const members: readonly (readonly [string, Value])[] = [
    ['context', context],
    ['method', method === 'ALL' ? origin('url', ['method']) : literal(method)],
    ['path', literal(path)],
    [
      'url',
      object([
        ['pathname', literal(path)],
        ['searchParams', library('web:params', '')],
        ['href', origin('url')],
      ]),
    ],
    ['headers', library('web:headers', '')],
    ['req', web],
    [
      'node',
      object([
        ['req', asked],
        ['res', library('http:response', 'res', { request: asked })],
      ]),
    ],
  ]
  for (const [name, value] of members) event.props.set(name, value)
  return event
}

/** What no middleware has put there is not there, where all of them were read. */
export const contextMember = (of: LibraryValue): Value => (of.data['isWhole'] === true ? UNDEFINED : UNKNOWN)

/** `useRuntimeConfig().stripeKey` is `NUXT_STRIPE_KEY`; what is public, `NUXT_PUBLIC_…`. https://nuxt.com/docs/guide/going-further/runtime-config */
export function configMember(of: LibraryValue, key: string): Value {
  const path = of.path === 'config' ? [] : of.path.split('.').slice(1)
  if (key === 'public' && !path.length) return { ...of, path: 'config.public' }
  const name = ['nuxt', ...path, key].map(part => part.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase()).join('_')
  return origin('env', [], { name })
}
