import type { Place } from '#base/place'
import type { ParameterFact } from '#facts/ir'
import type { OriginKind } from '#facts/origin'
import type { Run } from '../plugin.js'
import { mark } from '../schema/accept.js'
import { type ClassValue, type LibraryValue, library, object, origin, textOf, UNKNOWN, type Value } from '../value.js'
import { contextOf } from './guards.js'
import { type Decorator, decoratorsOf, lookup } from './decorators.js'

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
  validates: boolean,
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

function piped(run: Run, part: OriginKind, args: readonly Value[], parameter: ParameterFact, owner: ClassValue, validates: boolean): Value {
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
  return dto?.k === 'class' && (validates || pipe === 'ValidationPipe') ? shaped(value, dto) : value
}

/** A class whose fields say what they must be, checked by the validation pipe. https://docs.nestjs.com/techniques/validation */
function shaped(value: Value, dto: ClassValue): Value {
  if (value.k !== 'origin') return value
  const fields = dto.fact.members.filter(member => member.kind === 'field' && member.decorators.length)
  if (!fields.length) return value
  return object(
    fields.map(field => [field.name, mark({ ...value, path: [...value.path, field.name] }, 'class-validator')] as const),
    [],
  )
}
