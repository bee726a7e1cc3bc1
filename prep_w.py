import glob, json, time, resource, sys
from necker.sources.clean.leaks import Watch, Item
t=time.time()
w=Watch(Item(**json.loads(l)) for l in open(glob.glob('/tmp/w/prep_all/work/tests-*')[0]) if sys.argv[1]=='all' or json.loads(l)['kind']!='evidence')
print(sys.argv[1], time.time()-t, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/1024, len(w))
