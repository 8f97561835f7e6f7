import type { LiveAction } from '../effect.js'
import { definePlugin, type LibraryCall } from '../plugin.js'
import { computed, textOf, UNDEFINED, type Value } from '../value.js'
import { isLessThan } from './version.js'

type What = Extract<LiveAction, { kind: 'run' }>['what']

const MERGES = /^(merge|mergeWith|defaultsDeep|set|setWith|zipObjectDeep)$/

/** Functions that make code, objects or entities out of text. */
export default definePlugin({
  name: 'danger',
  libraries: [
    'node-serialize',
    'serialize-to-js',
    'funcster',
    'cryo',
    'js-yaml',
    'libxmljs',
    'libxmljs2',
    'mathjs',
    'expr-eval',
    'safe-eval',
    'static-eval',
    'notevil',
    'xpath',
    'jsonpath',
    'jsonpath-plus',
    'lodash',
    'lodash.merge',
    'lodash.defaultsdeep',
    'lodash.set',
    'deepmerge',
    'merge-deep',
    'deep-extend',
    'extend',
    'node-forge',
    'php-serialize',
    'v8',
    'json-logic-js',
  ],
  call(call) {
    const [input = UNDEFINED, options] = call.args
    switch (call.library) {
      case 'node-serialize':
      case 'funcster':
      case 'serialize-to-js':
      case 'cryo':
        return /^(unserialize|deserialize|deepDeserialize|parse)$/.test(call.method) ? runs(call, 'deserialize', input) : undefined
      case 'v8':
        return call.method === 'deserialize' ? runs(call, 'deserialize', input) : undefined
      case 'js-yaml':
        return yaml(call, input, options)
      case 'libxmljs':
      case 'libxmljs2':
        return /^parse(Xml|XmlString|XmlAsync)$/.test(call.method) && isOn(options && call.run.get(options, 'noent'))
          ? runs(call, 'xml', input)
          : undefined
      case 'xpath':
        return /^(select|select1|evaluate|parse)$/.test(call.method) ? runs(call, 'xpath', input) : undefined
      case 'mathjs':
        return /^(eval|evaluate|compile)$/.test(call.method) ? runs(call, 'code', input) : undefined
      case 'safe-eval':
      case 'static-eval':
      case 'notevil':
        return runs(call, 'code', input)
      default:
        return isDeepMerge(call) ? merged(call) : undefined
    }
  },
})

function runs(call: LibraryCall, what: What, input: Value): Value {
  if (input.k !== 'literal') call.run.emit({ kind: 'run', what, input }, call.at)
  return computed(`call ${call.method}`, [input])
}

/** Before version 4 `load` made functions of `!!js/function`. https://github.com/nodeca/js-yaml/blob/master/CHANGELOG.md */
function yaml(call: LibraryCall, input: Value, options: Value | undefined): Value | undefined {
  const isOld = isLessThan(call.run.world.source, 'js-yaml', 4)
  const schema = options && call.run.get(options, 'schema')
  const isFull = schema?.k === 'library' && /FULL|DEFAULT_FULL/.test(schema.path)
  if (/^(unsafeLoad|unsafeLoadAll)$/.test(call.method)) return runs(call, 'deserialize', input)
  if (/^(load|loadAll)$/.test(call.method) && (isOld || isFull)) return runs(call, 'deserialize', input)
  return /^(safe)?[lL]oad(All)?$/.test(call.method) ? computed('call parse', [input]) : undefined
}

const isOn = (value: Value | undefined): boolean => value?.k === 'literal' && Boolean(value.value)

/** Lodash guards `__proto__` in `merge` since 4.17.12; packages that never did still merge it into every object. */
function isDeepMerge(call: LibraryCall): boolean {
  const source = call.run.world.source
  if (call.library === 'lodash') return MERGES.test(call.method) && isLessThan(source, 'lodash', 4, 17, 12)
  if (call.library === 'lodash.merge') return isLessThan(source, 'lodash.merge', 4, 6, 2)
  if (call.library === 'lodash.defaultsdeep' || call.library === 'lodash.set') return true
  if (call.library === 'extend') return isOn(call.args[0]) && isLessThan(source, 'extend', 3, 0, 2)
  return call.library === 'merge-deep' || (call.library === 'deep-extend' && isLessThan(source, 'deep-extend', 0, 5, 1))
}

function merged(call: LibraryCall): Value {
  const [target = UNDEFINED, ...rest] = call.args
  for (const one of rest) if (one.k === 'origin') call.run.emit({ kind: 'run', what: 'deserialize', input: one }, call.at)
  return computed(
    `call ${call.method}`,
    [target, ...rest].filter(one => textOf(one) === undefined),
  )
}
