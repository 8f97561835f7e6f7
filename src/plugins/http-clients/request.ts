import type { LibraryCall } from '../plugin.js'
import { type Fact, literal, library, object, origin, textOf, UNDEFINED, type LibraryValue, type Value } from '../value.js'
import { answered, bodyOf, inputAt, operationAt, serviceAt } from './hosts.js'
import { vouched } from './vouched.js'

/** One request over HTTP, whatever library makes it. */
export interface Asked {
  readonly operation: string
  readonly url: Value
  readonly method?: string | undefined
  readonly body?: Value | undefined
  readonly options?: Value | undefined
}

/** Records a request, under the service's own name where the address tells it. Gives what the service answers. */
export function request(call: LibraryCall, asked: Asked): Value {
  const known = serviceAt(asked.url)
  if (known) {
    call.run.emit(
      {
        kind: 'send',
        service: known.service,
        operation: operationAt(known.path, asked.method),
        input: inputAt(known.service, asked.url, asked.body),
      },
      call.at,
    )
    return answered(known.service)
  }
  const entries: (readonly [string, Value])[] = [['url', asked.url]]
  const body = bodyOf(asked.body)
  if (body && body !== UNDEFINED) entries.push(['body', body])
  if (asked.options) entries.push(['options', asked.options])
  if (asked.method && asked.method !== 'GET') entries.push(['method', literal(asked.method)])
  call.run.emit({ kind: 'send', service: 'http', operation: asked.operation, input: object(entries) }, call.at)
  return answered('http')
}

/** A `Response`: what its body holds is the service's. */
export function answerOf(call: LibraryCall, gives: Value, url: Value | undefined, proves: readonly Fact[] = []): LibraryValue {
  return library('web:answer', 'answer', { at: call.at, url: textOf(url), gives, proves })
}

/** `fetch(url, { method, body })`, and what imitates it. */
export function fetched(call: LibraryCall, operation = 'fetch'): Value {
  const [url, options] = call.args
  const target = url?.k === 'object' ? call.run.get(url, 'href') : (url ?? UNDEFINED)
  const method = options ? textOf(call.run.get(options, 'method')) : undefined
  const body = options ? call.run.get(options, 'body') : undefined
  const proof = vouched(call, target, method?.toUpperCase(), options)
  // Asking who is calling changes nothing, by whatever method it is asked.
  const asks =
    proof && options?.k === 'object'
      ? object(
          [...options.props].filter(([key]) => key !== 'method'),
          options.spreads,
        )
      : options
  const gives = request(call, {
    operation,
    url: target,
    method: proof ? undefined : method?.toUpperCase(),
    body,
    options: asks ?? UNDEFINED,
  })
  return proof ? answerOf(call, origin('session', [], { at: call.at, implies: [proof] }), target, [proof]) : answerOf(call, gives, target)
}
