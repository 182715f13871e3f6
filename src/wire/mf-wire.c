int mf_wire_stub (void);
int
mf_wire_stub (void)
{
  return 0;
}
