import type { Route } from './route.ts'
import { answerRoutes } from './routes/answer.ts'
import { documentRoutes } from './routes/documents.ts'
import { healthRoutes } from './routes/health.ts'
import { openAiRoutes } from './routes/openai.ts'
import { passageRoutes } from './routes/passages.ts'
import { searchRoutes } from './routes/search.ts'
import { solutionRoutes } from './routes/solutions.ts'

/** Every route of the API, each with its policy. What is not here is not served. */
export const routes: readonly Route[] = Object.freeze([
  ...solutionRoutes,
  ...answerRoutes,
  ...searchRoutes,
  ...documentRoutes,
  ...passageRoutes,
  ...openAiRoutes,
  ...healthRoutes,
])
