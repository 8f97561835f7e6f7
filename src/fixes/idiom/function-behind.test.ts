import { expect, test } from 'vitest'
import { readSource } from '#source/read'
import { withApp } from '#checks/page.fixture'
import type { Node } from '#source/tree'
import { findNodes, openCode, textOf } from '../code/code.js'
import { functionBehind } from './function-behind.js'

/** The first line of the function that the last argument of `app.get` means. */
const behind = (files: Readonly<Record<string, string>>): Promise<string | undefined> =>
  withApp(new Map(Object.entries(files)), async root => {
    const source = await readSource(root)
    const code = openCode(source, 'app.js')!
    const [call] = findNodes(code, node => node.type === 'CallExpression' && textOf(code, node.callee as Node) === 'app.get')
    const found = functionBehind(code, (call!.arguments as Node[]).at(-1)!, source)
    return found && `${found.code.path}: ${textOf(found.code, found.fn).split('\n')[0]}`
  })

test.each([
  [
    'a member of what is required',
    "const c = require('./c')\napp.get('/', c.list)",
    'exports.list = async (req, res) => {\n}',
    'c.js: async (req, res) => {',
  ],
  [
    'one of the names that are exported',
    "const { list } = require('./c')\napp.get('/', list)",
    'function list(req) {\n}\nmodule.exports = { list }',
    'c.js: function list(req) {',
  ],
  [
    'a named import',
    "import { list } from './c.js'\napp.get('/', list)",
    'export const list = wrap(async req => {\n})',
    'c.js: async req => {',
  ],
  ['a list of exports', "import { list } from './c.js'\napp.get('/', list)", 'const list = req => {\n}\nexport { list }', 'c.js: req => {'],
  ['a default', "import c from './c.js'\napp.get('/', c.list)", 'const c = { list(req) {\n} }\nexport default c', 'c.js: (req) {'],
  [
    'a constructor',
    "const C = require('./c')\nconst c = new C(db)\napp.get('/', c.list)",
    'function C(db) {\n  this.list = (req, res) => {\n}\n}\nmodule.exports = C',
    'c.js: (req, res) => {',
  ],
  [
    'a class',
    "const C = require('./c')\nconst c = new C()\napp.get('/', c.list.bind(c))",
    'class C {\n  list(req) {\n}\n}\nmodule.exports = C',
    'c.js: (req) {',
  ],
])('follows %s', async (_, app, controller, expected) => {
  expect(await behind({ 'app.js': app, 'c.js': controller })).toBe(expected)
})

test('gives up on what a package gives', async () => {
  expect(await behind({ 'app.js': "const { list } = require('some-package')\napp.get('/', list)" })).toBeUndefined()
})
