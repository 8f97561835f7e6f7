import { setFlagsFromString } from 'node:v8'

/** By the major version of Node: flags differ between versions of V8, which complains aloud of one that it does not know. */
const FLAGS: ReadonlyMap<string, string> = new Map([
  ['20', '--interrupt-budget=1000000'],
  ['22', '--invocation-count-for-turbofan=30000'],
  ['24', '--invocation-count-for-turbofan=30000'],
])

/**
 * Lets V8's optimising compiler wait longer before it takes a function on. A command is over before it gets back what that
 * takes: at V8's own pace, two fifths of an audit's processor time. What runs for long is still optimised.
 */
export function optimiseLater(): void {
  const flag = FLAGS.get(process.versions.node.split('.')[0]!)
  if (flag) setFlagsFromString(flag)
}
