import type { Expr } from '#facts/ir'

const known = new WeakMap<Expr, boolean>()

/** Whether evaluating an expression changes nothing and calls nothing, so that what is asked of other values can wait. */
export function isInert(e: Expr): boolean {
  switch (e.t) {
    case 'lit':
    case 'id':
    case 'this':
    case 'rx':
    case 'fn':
    case 'unknown':
      return true
    case 'get':
      return isInert(e.o) && (typeof e.p === 'string' || isInert(e.p))
    case 'spread':
      return isInert(e.x)
    case 'tpl':
    case 'arr':
    case 'op':
    case 'obj':
    case 'jsx': {
      let inert = known.get(e)
      if (inert === undefined) known.set(e, (inert = partsOf(e).every(isInert)))
      return inert
    }
    default:
      return false
  }
}

const SELF_CHANGING = /^(?:delete |\+\+|--)$/

function partsOf(e: Expr & { t: 'tpl' | 'arr' | 'op' | 'obj' | 'jsx' }): readonly Expr[] {
  switch (e.t) {
    case 'tpl':
    case 'arr':
      return e.x
    case 'op':
      return SELF_CHANGING.test(e.o) ? CHANGING : e.x
    case 'obj':
      return e.p.flatMap(([key, value]) => (key === null || typeof key === 'string' ? [value] : [key, value]))
    case 'jsx':
      return [...e.c, ...e.p.flatMap(([key, value]) => (key === null || typeof key === 'string' ? [value] : [key, value]))]
  }
}

const CHANGING: readonly Expr[] = [{ t: 'import', x: { t: 'unknown' }, l: 0 }]
