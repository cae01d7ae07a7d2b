import assert from 'node:assert/strict'
import test from 'node:test'
import { examplesIn, filledIn } from './examples.ts'

const PAGE = `<h1>Services</h1><pre tabindex="0"><code>before any section</code></pre>
<h2 id="accepting"><a href="#accepting">Accepting</a></h2><p>Words.</p>
<h2 id="go-nethttp"><a href="#go-nethttp">Go: <code>net/http</code> &amp; more</a></h2>
<p class="file">examples/go/main.go</p><pre tabindex="0"><code>if a &lt; b &amp;&amp; c {
</code></pre><p>Then:</p><pre tabindex="0"><code>AUDIENCE=&lt;service id&gt; go run .</code></pre>`

test('the examples of Help are its sections with code, each file by its name and as it was written', () => {
  assert.deepEqual(examplesIn(PAGE), [
    {
      title: 'Go: net/http & more',
      id: 'go-nethttp',
      files: [
        { name: 'main.go', text: 'if a < b && c {\n' },
        { name: '', text: 'AUDIENCE=<service id> go run .' },
      ],
    },
  ])
})

test('the service’s id stands wherever an example leaves it open', () => {
  assert.equal(
    filledIn('AUDIENCE=<service id>\nservice.id=${AUDIENCE}', 'x-1'),
    'AUDIENCE=x-1\nservice.id=x-1',
  )
})
