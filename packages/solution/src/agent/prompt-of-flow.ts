import { builtInPrompt, type FlowInput, type SolutionDefinition } from '../define-solution.ts'

/** The prompt file that a solution's flow asks by, found without searching anything. */
export async function promptOfFlow(
  { flow }: Pick<SolutionDefinition, 'flow'>,
  { question, language, asOf }: FlowInput,
): Promise<string> {
  let asked = builtInPrompt
  await flow(
    { question, language, asOf },
    {
      find: async () => [],
      ask: async (prompt) => {
        asked = prompt
        return { asked: true }
      },
    },
  )
  return asked
}
