import type { Place } from '#base/place'
import type { ParameterFact } from '#facts/ir'
import type { OriginKind } from '#facts/origin'
import type { Run } from '../plugin.js'
import { mark } from '../schema/accept.js'
import { type ClassValue, type LibraryValue, library, origin, textOf, UNKNOWN, type Value } from '../value.js'
import { type OtherFields, otherFieldsOf, shaped } from './dto.js'
import { contextOf } from './guards.js'
import { type Decorator, decoratorsOf, lookup } from '../inject/decorators.js'

const PARTS: Record<string, OriginKind> = {
  Body: 'body',
  Query: 'query',
  Param: 'params',
  Headers: 'headers',
  UploadedFile: 'files',
  UploadedFiles: 'files',
  Ip: 'headers',
  HostParam: 'headers',
  Cookies: 'cookies',
}

/** What a route's method is called with. https://docs.nestjs.com/controllers#request-object */
export function argumentsFor(
  run: Run,
  owner: ClassValue,
  parameters: readonly ParameterFact[],
  request: LibraryValue,
  around: readonly Decorator[],
  validates: OtherFields | undefined,
  at: Place,
): Value[] {
  return parameters.map(parameter => {
    const [decorator] = decoratorsOf(run, owner, parameter.decorators, at.line)
    if (!decorator) return UNKNOWN
    const { name, args, value } = decorator
    const part = PARTS[name]
    if (part) return piped(run, part, args, parameter, owner, validates)
    if (name === 'Req' || name === 'Request') return request
    if (name === 'Res' || name === 'Response') return library('http:response', 'res', { request })
    if (name === 'Session') return origin('session')
    if (name === 'RawBody') return origin('body', [], { name: 'raw' })
    // `createParamDecorator((data, context) => …)`.
    if (value.k === 'library' && value.library === 'nest:param')
      return run.call(value.data['by'] as Value, [value.data['data'] as Value, contextOf(request, around)], at)
    return UNKNOWN
  })
}

function piped(
  run: Run,
  part: OriginKind,
  args: readonly Value[],
  parameter: ParameterFact,
  owner: ClassValue,
  validates: OtherFields | undefined,
): Value {
  const key = textOf(args[0])
  const value = origin(part, key === undefined ? [] : [part === 'headers' ? key.toLowerCase() : key])
  const pipe = args
    .map(arg => (arg.k === 'library' ? arg.path : arg.k === 'class' ? arg.fact.name : ''))
    .find(name => /^(Parse|Validation|Zod)/.test(name))
  if (pipe && /^Parse(Int|Float|UUID|Bool|Enum|Date)/.test(pipe))
    return mark(
      value,
      pipe
        .replace(/^Parse|Pipe.*$/g, '')
        .toLowerCase()
        .replace(/int|float/, 'number'),
    )
  const dto = parameter.type === undefined ? undefined : lookup(run, parameter.type, owner.scope)
  const own = args.find(arg => arg.k === 'library' && arg.path.startsWith('ValidationPipe'))
  const others = own ? otherFieldsOf(run, own) : (validates ?? (pipe === 'ValidationPipe' ? 'dropped' : undefined))
  return dto?.k === 'class' && others ? shaped(run, value, dto, others) : value
}
