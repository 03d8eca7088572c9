/**
 * Words of reasoning and of working that name the same act, thing or quality whatever the subject; one group per line. Kept by hand: general
 * English, no words of any trade, and no word in two groups.
 */
export const SAME_MEANING: readonly (readonly string[])[] = `
check verify validate confirm ensure test examine inspect review recheck scrutinise scrutinize verification validation sanity audit
begin start first initially commence beginning firstly
finish complete end final finally conclude finalize finalise lastly
backtrack revert undo return retrace rewind back rollback
backwards backward reverse
again redo repeat retry recompute recalculate rerun anew once
plan outline roadmap
split decompose divide break separate partition
part piece subgoal subproblem subtask stage portion chunk component
list enumerate itemize itemise write note jot record collect gather compile document
given known stated provided
condition constraint requirement restriction criterion limitation
estimate approximate rough approximation ballpark roughly
ask question clarify clarification inquire
search look find locate seek
compute calculate calculation computation
another different alternative other else alternatively instead
sum add total addition tally
simple simplify easy easier basic small tiny smaller simpler toy
case example instance sample
assume suppose presume assumption hypothesis
try attempt
answer result solution outcome
mistake error wrong incorrect bug fault slip
change modify edit alter update adjust amend
before prior beforehand earlier
after afterwards following later
compare contrast comparison against versus
remember recall
match agree consistent coincide correspond
equal same identical
choose pick select decide
goal target aim objective desired
need require necessary required
substitute plug insert replace
satisfy hold fulfil fulfill
precise exact accurate precisely exactly
important crucial critical essential
safe certain careful carefully
quick fast briefly quickly
reach arrive attain
show display present reveal demonstrate
tell inform notify
use apply employ utilise utilize
remove delete drop discard eliminate exclude
create build construct generate
fix repair mend resolve
cause reason
restate rephrase paraphrase reformulate
source reference citation
extreme boundary edge limit
draw diagram sketch picture visualise visualize
consider think ponder weigh
twice double
prefer favour favor`
  .trim()
  .split('\n')
  .map((line) => line.split(' '));
