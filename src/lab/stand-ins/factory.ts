import type { LabWorld, StandIn } from '../stand-in.js'

/** Makes one stand-in for one lab; called once when the lab starts. */
export type StandInFactory = (world: LabWorld) => StandIn
