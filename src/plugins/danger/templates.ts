import { definePlugin, type LibraryCall } from '../plugin.js'
import { optionsOf } from '../send.js'
import { computed, UNDEFINED, type Value } from '../value.js'

/** Template engines: text compiled as a template is code, and escaping can be switched off for all of them at once. */
export default definePlugin({
  name: 'templates',
  libraries: [
    'ejs',
    'handlebars',
    'nunjucks',
    'pug',
    'jade',
    'mustache',
    'swig',
    'swig-templates',
    'dot',
    'eta',
    'liquidjs',
    'hogan.js',
    'consolidate',
    'lodash.template',
    'underscore',
    'templates:engine',
  ],
  call(call) {
    const escaping = unescaped(call)
    if (escaping)
      call.run.world.setups.push({ what: 'template', library: call.library, at: call.at, options: optionsOf(escaping), prefix: '' })
    if (COMPILES[call.library]?.test(call.method)) {
      const [input = UNDEFINED] = call.args
      if (input.k !== 'literal') call.run.emit({ kind: 'run', what: 'code', input }, call.at)
      return computed('call template', call.args)
    }
    return undefined
  },
})

const COMPILES: Record<string, RegExp> = {
  ejs: /^(render|compile)$/,
  handlebars: /^(compile|precompile)$/,
  nunjucks: /^(renderString|compile)$/,
  pug: /^(render|compile|compileClient)$/,
  jade: /^(render|compile)$/,
  swig: /^(render|compile)$/,
  'swig-templates': /^(render|compile)$/,
  dot: /^(template|compile)$/,
  eta: /^(renderString|renderStringAsync|compile)$/,
  'lodash.template': /^$/,
}

/** `autoescape: false`, `noEscape: true`. */
function unescaped(call: LibraryCall): Value | undefined {
  return call.args.find(arg => {
    if (arg.k !== 'object') return false
    const [auto, none] = [arg.props.get('autoescape') ?? arg.props.get('autoEscape'), arg.props.get('noEscape')]
    return (auto?.k === 'literal' && auto.value === false) || (none?.k === 'literal' && none.value === true)
  })
}
