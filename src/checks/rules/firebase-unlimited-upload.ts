import { defineCheck } from '#checks/check'
import { keyOf, passed, thingsOf, waysOf } from './firebase-way.js'

export default defineCheck({
  id: 'rules/firebase-unlimited-upload',
  title: 'Storage rules take files of any size or type',
  why: 'Uploads go straight to the bucket: without a limit, one user fills it at your cost or serves pages and programs from your domain.',
  severity: 'medium',
  refs: ['CWE-434', 'CWE-770', 'OWASP-API4:2023'],
  needs: ['firebase'],
  *find({ firebase = [] }) {
    const storage = firebase.filter(door => door.service === 'storage')
    for (const way of waysOf(storage, door => [...passed(door, 'a', 'huge'), ...passed(door, 'a', 'any-type')])) {
      const huge = way.doors.some(door => passed(door, 'a', 'huge').length > 0)
      const any = way.doors.some(door => passed(door, 'a', 'any-type').length > 0)
      yield {
        at: way.at,
        certainty: 'certain',
        // A size is a cost; a type alone is a nuisance while files are not shown as pages.
        severity: huge ? 'medium' : 'low',
        message: `Users may upload ${thingsOf(way.doors)} of any ${[...(huge ? ['size'] : []), ...(any ? ['type'] : [])].join(' and any ')}.`,
        help: `Add ${[
          ...(huge ? ['`request.resource.size < 5 * 1024 * 1024`'] : []),
          ...(any ? ["`request.resource.contentType.matches('image/.*')`"] : []),
        ].join(' and ')} to the rule that allows writing.`,
        key: keyOf(way, 'upload'),
        table: way.doors[0]!.collection,
      }
    }
  },
})
