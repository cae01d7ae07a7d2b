"""Calls functions of the extension, one after the other, and prints what each returned: a name and its arguments are a
line of the input."""

import json
import sys

from saltext.vmware.modules import vmc_org_users

for line in sys.stdin:
    name, arguments = json.loads(line)
    print(json.dumps(getattr(vmc_org_users, name)(**arguments)))
