import { expect, test } from 'vitest'
import { object, origin, type Value } from '../value.js'
import { mark } from './accept.js'

test('an object that was put into itself has an end', () => {
  const tree = object([['name', origin('body', ['name'])]])
  tree.props.set('parent', tree)
  const marked = mark(tree, 'zod')
  const name = (of: Value): Value | undefined => (of.k === 'object' ? of.props.get('name') : undefined)
  expect(name(marked)).toMatchObject({ from: 'body', checked: 'zod' })
  expect(marked.k === 'object' && name(marked.props.get('parent')!)).toMatchObject({ checked: 'zod' })
})
