// Where the native library is looked for, and what is said when it is nowhere.

using System;
using System.IO;
using System.Linq;
using System.Reflection;
using Fusebill.Native;

namespace Fusebill.Tests
{
    internal sealed class LoadingTests
    {
        public void ThePackagesFolderComesFirstAndTheSystemLast()
        {
            var places = NativeLibrary.Candidates("/app").ToList();
            Assert.Equal("/app/runtimes/linux-x64/native/libfusebill.so", places.First());
            Assert.Equal("/app/libfusebill.so", places[1]);
            Assert.Equal("libfusebill.so.0", places.Last());
        }

        public void AMissingLibraryIsSaidWithThePlaces()
        {
            // A copy of the assembly in a folder of its own, and an environment without the library: scripts/test-dotnet
            // runs this program once more with the argument "missing" in such a place.
            if (Environment.GetEnvironmentVariable("FUSEBILL_TEST_MISSING") == null)
            {
                return;
            }

            // Twice: the second is as clear as the first.
            for (var time = 0; time < 2; time++)
            {
                var cause = Assert.Throws<DllNotFoundException>(() => new FusebillClient("MDpz"));
                Assert.True(cause.Message.Contains("runtimes/linux-x64/native/libfusebill.so"), cause.Message);
                Assert.True(cause.Message.Contains("libfusebill.so.0 ("), cause.Message);
                Assert.True(cause.Message.Contains("cannot open shared object file"), cause.Message);
            }
        }

        public void ALibraryThatCannotBeLoadedIsSaidInTheLoadersWords()
        {
            if (Environment.GetEnvironmentVariable("FUSEBILL_TEST_BROKEN") == null)
            {
                return;
            }

            var cause = Assert.Throws<DllNotFoundException>(() => new FusebillClient("MDpz"));
            Assert.True(cause.Message.Contains("libfusebill.so (") && cause.Message.Contains("invalid ELF header"), cause.Message);
        }
    }
}
