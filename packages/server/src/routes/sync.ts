import type { SyncReport } from '@kaiwu/knowledge'
import type { Language } from '@kaiwu/core'
import { z } from 'zod'
import { defineSolutionRoute, type Route } from '../route.ts'
import { syncReport } from '../schemas/life.ts'
import { solutionParams } from '../schemas/request.ts'
import { streamWork } from '../stream-work.ts'
import { writableSolution } from '../writable-solution.ts'

const betweenMs = 200

/** Bringing the knowledge in line with the solution's folder. */
export const syncRoutes: readonly Route[] = Object.freeze([
  defineSolutionRoute({
    method: 'post',
    path: '/api/solutions/:name/sync',
    summary:
      'Takes in what is new, changed, moved or gone in the folder. Leaving stops it between two files; the next one goes on.',
    tag: 'knowledge',
    limited: true,
    errors: 'problem',
    policy: { may: 'knowledge.write' },
    params: solutionParams,
    replies: {
      200: {
        description:
          'A stream of the events progress ({done, total, path, elapsedMs, remainingMs}), then report ({reports}), or error with a problem.',
        content: { 'text/event-stream': z.string() },
      },
    },
    async handle(call) {
      const { language, solution } = call
      writableSolution(solution)
      await streamWork(call, async (send, signal) => {
        let told = 0
        const reports = await solution.sync({
          signal,
          onProgress(progress) {
            if (progress.done < progress.total && performance.now() - told < betweenMs) return
            told = performance.now()
            void send(progress, 'progress')
          },
        })
        await send({ reports: reportReplies(reports, language) }, 'report')
      })
    },
  }),
])

function reportReplies(reports: Readonly<Record<string, SyncReport>>, language: Language): z.output<typeof syncReport>[] {
  return Object.entries(reports).map(([knowledge, { added, updated, moved, removed, unchanged, failed, stopped = false }]) => ({
    knowledge,
    added: [...added],
    updated: [...updated],
    moved: moved.map((move) => ({ ...move })),
    removed: [...removed],
    unchanged,
    stopped,
    failed: failed.map(({ path, error }) => ({ path, code: error.code, message: error.text(language) })),
  }))
}
