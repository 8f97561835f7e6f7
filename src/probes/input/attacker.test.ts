import { expect, test } from 'vitest'
import type { Actor } from '#base/evidence'
import { attackerOf } from './injected.js'

const present = (...actors: Actor[]): { readonly present: ReadonlySet<Actor> } => ({ present: new Set(actors) })

test.each([
  ['a stranger', present('a', 'b'), true, 'a', 'b'],
  ['staff, where only they are let in', present('a', 'b', 'admin'), true, 'admin', 'admin'],
  ['nobody, where nobody is signed in', present(), true, 'nobody', 'nobody'],
  ['whom the route is for', present('a', 'b'), false, 'a', 'a'],
] as const)('asks as %s', (_, who, asStranger, control, expected) => {
  expect(attackerOf(who, { asStranger }, { actor: control })).toBe(expected)
})
