import { expect, test } from 'vitest'
import { factsOf } from './lower.js'

const steps = (text: string) => factsOf('a.js', text).functions[0]!.body

test('a `var` inside a block is declared at the top and set where it stands', () => {
  const [declared, branch] = steps('if (a) { var b = 1 } else { var b = 2 }')
  expect(declared).toMatchObject({ s: 'let', p: { n: 'b' }, x: undefined })
  expect(branch).toMatchObject({
    s: 'if',
    a: [{ s: 'expr', x: { t: 'set', to: { n: 'b' } } }],
    b: [{ s: 'expr', x: { t: 'set', to: { n: 'b' } } }],
  })
})

test('`let` stays in its block, and a `var` at the top where it is', () => {
  expect(steps('var a = 1; if (a) { let b = 1 }')).toMatchObject([
    { s: 'let', p: { n: 'a' } },
    { s: 'if', a: [{ s: 'let', p: { n: 'b' } }] },
  ])
})
