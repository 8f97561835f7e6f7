import type { Actor } from '#base/evidence'

export const PERSONS = ['a', 'b', 'seller', 'admin'] as const satisfies readonly Actor[]

/** Whoever signs up and is nothing more, in the languages that apps are written in. */
export const ORDINARY =
  /^(?:(?:end|app|regular|normal|basic|default|registered|free)_?)?(?:customer|user|buyer|client|member|basic|standard|student|guest|viewer|reader|subscriber|shopper|visitor|patient|participant|attendee|requester|cliente?|usu[aá]rio|utilisateur|acheteur|kunde|kundin|nutzer|benutzer|mitglied|membro|miembro|membre|comprador|alun[oa]|alumn[oa]|estudante|estudiante|paciente|solicitante|visitante|convidado|invitado)$/i

/** May do more than that. */
export const POWER =
  /admin|super|root|owner|staff|manage|moderat|editor|agent|support|operator|employee|gestor|gerente|dono|propriet|t[eé]cnic|technic|func[a-z]*n[aá]rio|leiter|g[eé]rant|verwalt/i

/** What apps call those who are like an actor. */
export const RANKS: Readonly<Record<(typeof PERSONS)[number] | 'others', RegExp>> = {
  a: ORDINARY,
  b: ORDINARY,
  others: ORDINARY,
  seller: /seller|vendor|merchant|host|creator|provider|producer|owner|manager|instructor|organi[sz]er|agent/i,
  admin: /admin|super|root/i,
}
