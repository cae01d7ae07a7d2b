/** Compiles what writes an answer when the first of its kind is written: all of them at start took half of it. */
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'

type BuildSerializer = ReturnType<typeof SerializerSelector>
type Serialize = ReturnType<ReturnType<BuildSerializer>>

export function createSerializerBuilder(): BuildSerializer {
  const build = SerializerSelector()
  return (schemas, options) => {
    const compile = build(schemas, options)
    return (route) => {
      let compiled: Serialize | undefined
      return (answer) => (compiled ??= compile(route))(answer)
    }
  }
}
