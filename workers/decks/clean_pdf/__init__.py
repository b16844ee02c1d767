"""Pages of a stranger's PDF, written anew from a list of what may be in them. Runs inside the sandbox.

`pages` makes them; `content` and `resources` walk through what they draw, and `costs` counts it; `pictures`, `jpeg` and
`fonts` with `truetype`, `cff`, `type1` and `cmaps` write the embedded files; `colours` and `states` the rest.
"""
