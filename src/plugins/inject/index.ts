import { definePlugin, type LibraryCall, type Run } from '../plugin.js'
import { library, list, type LibraryValue, textOf, UNDEFINED, type Value } from '../value.js'
import { type Binding, bind } from './bindings.js'
import { resolved } from './instance.js'
import { providerOf } from './provider.js'

/**
 * Containers that hand out what was bound to a token: tsyringe, InversifyJS, TypeDI, Awilix.
 * https://github.com/microsoft/tsyringe, https://inversify.io, https://docs.typestack.community/typedi, https://github.com/jeffijoe/awilix
 */
export default definePlugin({
  name: 'inject',
  libraries: ['tsyringe', 'inversify', 'typedi', 'awilix', 'inject:container', 'inject:binding', 'inject:cradle', 'inject:awilix'],
  get(of, key, run) {
    if (of.library === 'inject:cradle') return resolved(run, { k: 'literal', value: key }, placeOf(of))
    if (of.library === 'inject:container' && key === 'cradle') return library('inject:cradle', 'cradle', of.data)
    return undefined
  },
  call(call) {
    switch (call.library) {
      case 'inject:container':
        return containerCall(call)
      case 'inject:binding':
        return bindingCall(call)
      case 'inject:awilix':
        // `asClass(Orders).singleton()`
        return call.on
      case 'awilix':
        return awilixCall(call)
      default:
        return libraryCall(call)
    }
  },
})

const placeOf = (of: LibraryValue) => of.data['at'] as LibraryCall['at']

function libraryCall(call: LibraryCall): Value | undefined {
  if (call.isNew && call.method === 'Container') return library('inject:container', 'container', { at: call.at })
  // `new ContainerModule(bind => bind(TYPES.Orders).to(SqlOrders))`
  if (call.isNew && /^(Async)?ContainerModule$/.test(call.method)) return library('inject:container', 'module', { by: call.args[0] })
  // tsyringe's `container` and TypeDI's `Container` are there from the start.
  return /^[cC]ontainer(\.|$)/.test(call.path) ? containerCall(call) : undefined
}

/** Members of a container, by what the four call them. */
function containerCall(call: LibraryCall): Value | undefined {
  const { run, args, at, method } = call
  const [token, second] = args
  switch (method) {
    case 'registerSingleton':
    case 'registerType':
      return bound(call, token, { kind: 'class', of: second ?? token! })
    case 'registerInstance':
      return bound(call, token, { kind: 'value', value: second ?? UNDEFINED })
    case 'register':
    case 'set':
      return registered(call)
    case 'bind':
    case 'rebind':
      return library('inject:binding', 'bind', { token, at })
    case 'load':
      for (const module of args) loaded(run, module, call)
      return UNDEFINED
    case 'resolve':
    case 'get':
    case 'getAsync':
    case 'resolveAsync':
    case 'build':
      return resolved(run, token, at)
    case 'resolveAll':
    case 'getAll':
    case 'getMany':
      return list([resolved(run, token, at)], true)
    case 'createChildContainer':
    case 'createChild':
    case 'createScope':
    case 'of':
      return call.library === 'inject:container' ? call.on : library('inject:container', 'container', { at })
    default:
      return undefined
  }
}

function bound(call: LibraryCall, token: Value | undefined, binding: Binding): Value {
  bind(call.run.world, token, binding)
  return call.on
}

/** `register('Orders', { useClass: SqlOrders })`, `register('Orders', SqlOrders)`, `set('orders', made)`, and Awilix's whole list. */
function registered(call: LibraryCall): Value {
  const { run, args } = call
  const [token, given] = args
  if (token?.k === 'object' && !given) {
    const id = run.get(token, 'id')
    if (textOf(id) !== undefined || id.k === 'class') return bound(call, id, providerOf(run, token) ?? { kind: 'value', value: UNDEFINED })
    for (const [name, how] of token.props) bound(call, { k: 'literal', value: name }, awilixBinding(how))
    return call.on
  }
  if (given?.k === 'library' && given.library === 'inject:awilix') return bound(call, token, awilixBinding(given))
  const provider = given?.k === 'object' ? providerOf(run, given) : undefined
  if (provider) return bound(call, token, provider)
  return given?.k === 'class' && call.method === 'register'
    ? bound(call, token, { kind: 'class', of: given })
    : bound(call, token, { kind: 'value', value: given ?? UNDEFINED })
}

/** `bind(TYPES.Orders).to(SqlOrders).inSingletonScope()`. */
function bindingCall(call: LibraryCall): Value | undefined {
  const token = call.on.data['token'] as Value | undefined
  const [first] = call.args
  switch (call.method) {
    case 'to':
      return bound(call, token, { kind: 'class', of: first ?? UNDEFINED })
    case 'toSelf':
      return token ? bound(call, token, { kind: 'class', of: token }) : call.on
    case 'toConstantValue':
      return bound(call, token, { kind: 'value', value: first ?? UNDEFINED })
    case 'toDynamicValue':
      return bound(call, token, {
        kind: 'made',
        by: first ?? UNDEFINED,
        from: [],
        given: [library('inject:container', 'container', { at: call.at })],
      })
    case 'toService':
      return bound(call, token, { kind: 'alias', of: first ?? UNDEFINED })
    default:
      return call.on
  }
}

/** What a module of InversifyJS binds once it is loaded. */
function loaded(run: Run, module: Value, call: LibraryCall): void {
  if (module.k !== 'library' || module.library !== 'inject:container') return
  const by = module.data['by'] as Value | undefined
  if (!by) return
  // Older versions hand over `bind`, newer ones an object that has it: both end in a call of `bind`.
  run.call(by, [run.get(library('inject:container', 'container', { at: call.at }), 'bind')], call.at)
}

function awilixCall(call: LibraryCall): Value | undefined {
  if (call.method === 'createContainer') return library('inject:container', 'container', { at: call.at })
  return /^as(Class|Function|Value)$/.test(call.method)
    ? library('inject:awilix', call.method, { given: call.args[0], at: call.at })
    : undefined
}

/** Awilix hands every constructor one object that has everything: `constructor({ orders, mailer })`. */
function awilixBinding(how: Value): Binding {
  if (how.k !== 'library' || how.library !== 'inject:awilix') return { kind: 'value', value: how }
  const given = (how.data['given'] as Value | undefined) ?? UNDEFINED
  if (how.path === 'asValue') return { kind: 'value', value: given }
  const cradle = library('inject:cradle', 'cradle', { at: how.data['at'] })
  return { kind: 'made', by: given, from: [], given: [cradle] }
}
