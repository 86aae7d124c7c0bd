// The same files are tests for MSTest on the PC and for nanoFramework's framework on the device: each names both in its usings, and
// the one that is absent is this empty namespace.
namespace Microsoft.VisualStudio.TestTools.UnitTesting
{
}

namespace nanoFramework.TestFramework
{
}
