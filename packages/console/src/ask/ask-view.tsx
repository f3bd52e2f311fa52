import { useEffect, useRef, type ReactNode } from 'react'
import { useStore } from '../frame/store.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { AnswerRequest, SolutionInfo } from '../http/contract.ts'
import { Composer } from './composer.tsx'
import { ask, conversations, stop } from './conversations.ts'
import { isRunning, type Turn } from './turn.ts'
import { TurnView } from './turn-view.tsx'
import { useFollow } from './use-follow.ts'
import { Welcome } from './welcome.tsx'

const none: readonly Turn[] = []

type Props = Readonly<{ solution: SolutionInfo; onNotReady: () => void }>

/** The view that asks: what the solution is for, the conversation, the input. */
export function AskView({ solution, onNotReady }: Props): ReactNode {
  const { language, write } = useTexts()
  const turns = useStore(conversations)[solution.name] ?? none
  const input = useRef<HTMLTextAreaElement>(null)
  const scroll = useFollow(turns)
  const running = turns.find(isRunning)
  const last = turns.at(-1)

  const notReady = last?.problem?.code === 'SOLUTION_NOT_READY'
  useEffect(() => {
    if (notReady) onNotReady()
    // Once per refused question; the reload function is new on every draw.
  }, [notReady, last?.id])

  const send = (request: AnswerRequest): void => {
    void ask(solution.name, request, language)
    focusInput()
  }
  // Where there is no hover there is a keyboard on the screen, which would cover the answer.
  const focusInput = (): void => {
    if (matchMedia('(hover: hover)').matches) input.current?.focus()
  }

  return (
    <div className="ask">
      <div className="ask-scroll" ref={scroll} data-testid="conversation">
        {turns.length === 0 ? (
          <Welcome solution={solution} onAsk={(question) => send({ question })} />
        ) : (
          <section className="turns" aria-label={write('conversation')}>
            <h1 className="hidden">{solution.title[language]}</h1>
            {turns.map((turn) => (
              <TurnView key={turn.id} solution={solution.name} turn={turn} last={turn === last} />
            ))}
          </section>
        )}
      </div>
      <Composer
        solution={solution.name}
        agent={solution.agent}
        input={input}
        running={running !== undefined}
        started={turns.length > 0}
        onSend={send}
        onStop={() => {
          if (running !== undefined) stop(solution.name, running.id)
          focusInput()
        }}
      />
    </div>
  )
}
