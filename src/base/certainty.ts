/** How sure reading alone makes us. `certain`: every step was read. `likely`: one step was inferred. `possible`: a hint. */
export type Certainty = 'certain' | 'likely' | 'possible'

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info'

export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']
