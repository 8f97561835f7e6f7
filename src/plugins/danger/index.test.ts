import { describe, expect, test } from 'vitest'
import { deeds, readHandler } from '../app.fixture.js'
import { isExponential } from './pattern.js'
import { isLessThan } from './version.js'

test.each([
  [`import serialize from 'node-serialize'`, `serialize.unserialize(req.body.data)`, {}, ['run deserialize body.data']],
  [`import yaml from 'js-yaml'`, `yaml.load(req.body.text)`, { 'js-yaml': '^3.14.0' }, ['run deserialize body.text']],
  [`import yaml from 'js-yaml'`, `yaml.load(req.body.text)`, { 'js-yaml': '^4.1.0' }, []],
  [`import yaml from 'js-yaml'`, `yaml.safeLoad(req.body.text)`, { 'js-yaml': '^3.14.0' }, []],
  [`import xml from 'libxmljs'`, `xml.parseXmlString(req.body.text, { noent: true, noblanks: true })`, {}, ['run xml body.text']],
  [`import xml from 'libxmljs'`, `xml.parseXmlString(req.body.text)`, {}, []],
  [
    `import xpath from 'xpath'`,
    "xpath.evaluate(`//user[name='${req.body.name}']`, doc, null)",
    {},
    [`run xpath template("//user[name='", body.name, "']")`],
  ],
  [`import xpath from 'xpath'`, `xpath.select('//user', doc)`, {}, []],
  [`import * as math from 'mathjs'`, `math.evaluate(req.body.text)`, {}, ['run code body.text']],
  [`import ejs from 'ejs'`, `ejs.render(req.body.text, {})`, {}, ['run code body.text']],
  [`import Handlebars from 'handlebars'`, `Handlebars.compile('<p>{{name}}</p>')({ name: req.body.name })`, {}, []],
  [`import _ from 'lodash'; const settings = {}`, `_.merge(settings, req.body)`, { lodash: '4.17.4' }, ['run deserialize body']],
  [`import _ from 'lodash'; const settings = {}`, `_.merge(settings, req.body)`, { lodash: '^4.17.4' }, []],
  [``, `new Function('return ' + req.body.text)()`, {}, ['run code template("return ", body.text)']],
  [``, `/^(\\w+\\s?)*$/.test(req.body.text)`, {}, ['run pattern body.text']],
  [``, `req.body.text.match(/([0-9]+)+#/)`, {}, ['run pattern body.text']],
  [``, `/^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$/.test(req.body.text)`, {}, []],
  [``, `new RegExp(req.body.text, 'i')`, {}, ['run pattern body.text']],
  [``, `new RegExp(req.body.text.replace(/[.*+?^\${}()|[\\]\\\\]/g, '\\\\$&'), 'i')`, {}, []],
])('%s %s %j', async (imports, body, dependencies, expected) => {
  expect(deeds(await readHandler(imports, `const out = ${body}\nres.end()`, dependencies as Record<string, string>))).toEqual(expected)
})

describe('a pattern', () => {
  test.each(['^(a+)+$', '([0-9]+)+\\#', '^(\\w+\\s?)*$', '^(?:.*,)*x$', '^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}$'])(
    '%s is exponential',
    pattern => {
      expect(isExponential(pattern)).toBe(true)
    },
  )
  test.each([
    '^[a-z0-9]+(?:-[a-z0-9]+)*$',
    '^([a-z]+\\.)+[a-z]{2,}$',
    '^\\d{3}-?\\d{4}$',
    '^(([^<>()[\\]\\\\.,;:\\s@"]+(\\.[^<>()[\\]\\\\.,;:\\s@"]+)*)|(".+"))@x$',
    '(',
    '\\s+$',
  ])('%s is not', pattern => {
    expect(isExponential(pattern)).toBe(false)
  })
})

test.each([
  ['^3.14.0', [4], true],
  ['^4.0.0', [4], false],
  ['4.17.4', [4, 17, 12], true],
  ['~4.17.4', [4, 17, 12], false],
  ['latest', [4], false],
  ['3.x', [4], true],
])('the range %s below %j: %s', (range, version, expected) => {
  const source = { packages: [{ dependencies: { it: range }, devDependencies: {} }] } as never
  expect(isLessThan(source, 'it', ...version)).toBe(expected)
})

test('escaping that is switched off is a setup', async () => {
  const model = await readHandler(`import nunjucks from 'nunjucks'; nunjucks.configure('views', { autoescape: false })`, 'res.end()')
  expect(model.setups).toMatchObject([{ what: 'template', library: 'nunjucks' }])
})
