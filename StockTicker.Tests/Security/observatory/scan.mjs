// Grades recorded responses with the tests and the scoring of the scanner. The scanner itself would fetch them from
// the internet, and would ignore error responses.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const scanner = path.dirname(createRequire(import.meta.url).resolve('@mdn/mdn-http-observatory/package.json'));
// Installing the package downloads the HSTS preload list; this host is not on it.
writeFileSync(path.join(scanner, 'conf', 'hsts-preload.json'), '{}');
const load = name => import(path.join(scanner, 'src', name));
const { CookieJar } = await import('tough-cookie');
const { ALL_TESTS } = await load('constants.js');
const { Requests } = await load('types.js');
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await load('grader/charts.js');
const { getGradeForScore, getScoreModifier } = await load('grader/grader.js');
const { parseHttpEquivHeaders } = await load('retriever/utils.js');

const host = 'prices.example';

function grade({ name, status, headers, body, cors }) {
  const url = new URL(`https://${host}/`);
  const requests = new Requests(host);
  const https = { status, headers, data: body, verified: true, request: { responseURL: url.href }, config: { url: url.href } };
  requests.responses.https = https;
  requests.responses.auto = { ...https, httpEquiv: parseHttpEquivHeaders(body, url.href) };
  requests.responses.cors = { ...https, headers: cors };
  requests.responses.httpsRedirects = [{ url, status }];
  requests.resources.path = body;
  const jar = new CookieJar();
  for (const cookie of [headers['set-cookie'] ?? []].flat()) jar.setCookieSync(cookie, url.href);
  requests.session = { url, jar, redirectHistory: [{ url, status }] };
  let [score, withoutExtra] = [100, 100];
  const results = {};
  for (const test of ALL_TESTS) {
    const { result } = test(requests);
    const modifier = getScoreModifier(result);
    results[test.name] = `${result} (${modifier})`;
    score += modifier;
    withoutExtra += Math.min(0, modifier);
  }
  const final = getGradeForScore(withoutExtra >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? score : withoutExtra);
  return { name, grade: final.grade, score: final.score, results };
}

console.log(JSON.stringify(JSON.parse(readFileSync(process.argv[2], 'utf8')).map(grade)));
