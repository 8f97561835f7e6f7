import type { Place } from '#base/place'
import { isDoor, isErrorHandler, type Router } from '#plugins/express/router'
import type { World } from '#plugins/plugin'
import { type FunctionValue, library, literal, native, UNDEFINED } from '#plugins/value'

/** Middleware that refuses strangers, put on an app after its last route: it runs for none of them. */
export function noteLateGuards(world: World, routers: readonly Router[]): void {
  for (const router of routers) {
    const last = router.layers.findLastIndex(isDoor)
    if (last < 0 || !router.isApp) continue
    for (const layer of router.layers.slice(last + 1)) {
      if (layer.kind !== 'use') continue
      const guard = layer.handlers.find(
        (handler): handler is FunctionValue => handler.k === 'function' && !isErrorHandler(handler) && refuses(handler, world, layer.at),
      )
      if (guard)
        world.setups.push({
          what: 'auth',
          library: router.framework.name,
          at: layer.at,
          options: literal(null),
          prefix: layer.path,
          reached: false,
        })
    }
  }
}

function refuses(handler: FunctionValue, world: World, at: Place): boolean {
  const run = world.run()
  const request = library('http:request', 'req', {})
  let goesOn = false
  const next = native('next', () => {
    goesOn = true
    return UNDEFINED
  })
  run.call(handler, [request, library('http:response', 'res', { request }), next], at)
  return goesOn && run.effects.some(effect => effect.kind === 'respond' && (effect.status === 401 || effect.status === 403))
}
