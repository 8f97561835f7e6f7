import type { EvidenceStep } from '#base/evidence'
import type { OutsideCall } from '#lab/stand-in'

/** A call that a stand-in took, as evidence. */
export const stepOf = ({ service, method, path, status }: OutsideCall): EvidenceStep => ({
  kind: 'call',
  service,
  operation: `${method} ${path}`,
  says: `answered ${status}`,
})
