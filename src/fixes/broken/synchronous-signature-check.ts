import { nameOf, type Node } from '#source/tree'
import { findNodes, functionAround, openCode } from '../code/code.js'
import { defineFix } from '../fix.js'

export default defineFix({
  id: 'broken/synchronous-signature-check',
  for: ['broken/synchronous-signature-check'],
  title: 'Checks the signature the asynchronous way',
  *patches({ finding, source }) {
    const code = openCode(source, finding.at.file)
    const call = code && findNodes(code, node => node.type === 'CallExpression' && nameOf(node.callee) === 'constructEvent')[0]
    const property = call && ((call.callee as Node).property as Node)
    if (!code || !call || !property || functionAround(code, call)?.async !== true) return
    yield {
      title: 'Check the signature of the webhook the asynchronous way',
      says: 'Deno has no synchronous cryptography: until now every call failed.',
      edits: [
        { file: code.path, start: call.start, end: call.start, text: code.parents.get(call)?.type === 'AwaitExpression' ? '' : 'await ' },
        { file: code.path, start: property.start, end: property.end, text: 'constructEventAsync' },
      ],
      files: [],
    }
  },
})
