import { passed } from '#checks/rules/firebase-way'
import { defineFix } from '../fix.js'
import { doorOf, rulesPatch } from '../idiom/rules-door.js'
import { narrowed } from '../idiom/rules-idiom.js'

const IMAGES = /image|img|photo|picture|avatar|logo|banner|cover|thumb|product|listing/i

export default defineFix({
  id: 'rules/firebase-unlimited-upload',
  for: ['rules/firebase-unlimited-upload'],
  title: 'Lets storage rules ask for the size and the kind of a file',
  *patches(task) {
    const found = doorOf(task)
    if (!found || found.door.service !== 'storage') return
    const { door } = found
    const images = IMAGES.test(door.name)
    const asked = [
      ...(passed(door, 'a', 'huge').length > 0 ? [`request.resource.size < ${images ? 5 : 20} * 1024 * 1024`] : []),
      ...(passed(door, 'a', 'any-type').length > 0
        ? [`request.resource.contentType.matches('${images ? 'image/.*' : '(image|audio|video)/.*|application/pdf|text/(plain|csv)'}')`]
        : []),
    ].join(' && ')
    if (!asked) return
    yield* rulesPatch(
      found,
      {
        title: `Take files of the kinds that are meant under ${door.collection}`,
        says: `Files under \`${door.name}\` are ${images ? 'pictures of up to 5 MB' : 'pictures, sound, films, PDFs and plain text of up to 20 MB'}.`,
      },
      (method, old) =>
        method === 'create' || method === 'update'
          ? narrowed({ ...old, isOpen: old.text === undefined || old.text === 'true' }, asked, found.block)
          : undefined,
    )
  },
})
