import { setTimeout as wait } from 'node:timers/promises'
import { inTurn, type Database } from '@kaiwu/store'

const firstPauseMs = 200
const longestPauseMs = 5_000

/**
 * The changes of a base, one at a time, each with what other processes have changed until then in memory. Between them it follows what
 * others change.
 */
export class Turns {
  private readonly database: Database
  private readonly refresh: () => Promise<void>
  private readonly stopListening: () => void
  private readonly queued = inTurn()
  /** Another process has changed something that memory does not have yet. */
  private isBehind = false
  private isFollowing = false
  private isClosed = false

  /** @param refresh brings memory in line with the database */
  constructor(database: Database, refresh: () => Promise<void>) {
    this.database = database
    this.refresh = refresh
    this.stopListening = database.onChange(() => {
      this.isBehind = true
      void this.follow()
    })
  }

  /** Runs a change when those before it are done, however they ended. Not nestable: inside, nothing may wait for another turn. */
  take<T>(work: () => Promise<T>): Promise<T> {
    return this.queued(async () => {
      await this.database.lookForChanges()
      await this.catchUp()
      return work()
    })
  }

  /** Follows no more, and runs what is last. Calling it again does nothing. */
  async close(work: () => Promise<void>): Promise<void> {
    if (this.isClosed) return
    this.isClosed = true
    this.stopListening()
    await this.queued(work)
  }

  private async catchUp(): Promise<void> {
    if (!this.isBehind || this.isClosed) return
    this.isBehind = false
    try {
      await this.refresh()
    } catch (error) {
      this.isBehind = true
      throw error
    }
  }

  /** Follows until nothing more has come. Where changes come all the time, at most half of the time goes into it. */
  private async follow(): Promise<void> {
    if (this.isFollowing) return
    this.isFollowing = true
    let failures = 0
    while (this.isBehind && !this.isClosed) {
      const began = performance.now()
      try {
        await this.queued(() => this.catchUp())
        failures = 0
      } catch (error) {
        // The base cannot be reached, most likely: searches go on with what was known, and this goes on when it is back.
        if (++failures === 1) process.emitWarning(error as Error)
      }
      const pauseMs = failures === 0 ? performance.now() - began : firstPauseMs * 2 ** (failures - 1)
      if (this.isBehind) await wait(Math.min(longestPauseMs, pauseMs), undefined, { ref: false })
    }
    this.isFollowing = false
  }
}
