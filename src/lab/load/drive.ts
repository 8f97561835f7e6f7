import { Agent, request } from 'node:http'
import type { LoadFigures, LoadPlan } from './load.js'
import { latenciesOf } from './percentiles.js'

/** Where the app listens. */
export type Door = { readonly host: string; readonly port: number } | { readonly socketPath: string }

interface Outcome {
  /** Of the answer; 0 when there was none in time. */
  readonly status: number
  readonly milliseconds: number
}

/** Sends the plan's request at its rate and waits for every answer. Requests begin when they are due, however slow the app is. */
export async function drive(door: Door, plan: LoadPlan): Promise<LoadFigures> {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity })
  const apart = 1000 / plan.rate
  const warming = Math.round(plan.warmUp / apart)
  const counted = Math.max(1, Math.round(plan.duration / apart))
  const answers: Promise<Outcome>[] = []
  const start = performance.now() + apart
  try {
    for (let n = 0; n < warming + counted; n++) {
      const due = start + n * apart
      const wait = due - performance.now()
      if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait))
      answers.push(ask(door, agent, plan, due))
    }
    return figuresOf((await Promise.all(answers)).slice(warming), plan)
  } finally {
    agent.destroy()
  }
}

function ask(door: Door, agent: Agent, { method, path, headers, limit }: LoadPlan, due: number): Promise<Outcome> {
  return new Promise(resolve => {
    const settle = (status: number): void => {
      clearTimeout(timer)
      resolve({ status, milliseconds: performance.now() - due })
    }
    const message = request({ ...door, agent, method, path, headers }, response => {
      response.on('end', () => settle(response.statusCode ?? 0))
      response.on('error', () => settle(0))
      response.on('close', () => settle(0))
      response.resume()
    })
    const giveUp = (): void => {
      settle(0)
      message.destroy()
    }
    const timer = setTimeout(giveUp, Math.max(0, due + limit - performance.now()))
    message.on('error', () => settle(0))
    message.end()
  })
}

function figuresOf(outcomes: readonly Outcome[], { rate, limit, status }: LoadPlan): LoadFigures {
  const others = new Map<number, number>()
  for (const one of outcomes) if (one.status !== status && one.status !== 0) others.set(one.status, (others.get(one.status) ?? 0) + 1)
  const [otherwise] = [...others].toSorted((a, b) => b[1] - a[1])
  return {
    rate,
    sent: outcomes.length,
    failed: outcomes.filter(one => one.status !== status).length,
    // A connection that breaks at once is no quick answer.
    ...latenciesOf(outcomes.map(one => (one.status === 0 ? limit : one.milliseconds))),
    ...(otherwise && { otherwise: otherwise[0] }),
  }
}
