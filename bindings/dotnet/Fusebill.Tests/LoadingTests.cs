// Where the native library is looked for, and what is said when it is nowhere.

using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using NativeLibrary = Fusebill.Native.NativeLibrary;

namespace Fusebill.Tests
{
    internal sealed class LoadingTests
    {
        private static bool IsWindows => RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

        private static string FileName => IsWindows ? "libfusebill.dll" : "libfusebill.so";

        private static string Identifier =>
            (IsWindows ? "win-" : "linux-") + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

        public void ThePackagesFolderComesFirstAndTheSystemLast()
        {
            var folder = Path.GetFullPath("app");
            var places = NativeLibrary.Candidates(folder).ToList();
            Assert.Equal(Path.Combine(folder, "runtimes", Identifier, "native", FileName), places.First());
            Assert.Equal(Path.Combine(folder, FileName), places[IsWindows ? 1 : 2]); // Linux has two runtimes: glibc and musl
            Assert.Equal(IsWindows ? "libfusebill.dll" : "libfusebill.so.0", places.Last());
            var above = Path.GetDirectoryName(Path.GetDirectoryName(folder))!;
            Assert.True(!places.Any(place => place.StartsWith(Path.Combine(above, "runtimes")) || place == Path.Combine(above, FileName)), "nothing above it");
            var package = Path.GetFullPath(Path.Combine("package", "lib", "netstandard2.0"));
            Assert.True(NativeLibrary.Candidates(package).Contains(Path.Combine(Path.GetFullPath("package"), "runtimes", Identifier, "native", FileName)), "a package in place");
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
                Assert.True(cause.Message.Contains(Path.Combine("runtimes", Identifier, "native", FileName)), cause.Message);
                Assert.True(cause.Message.Contains(IsWindows ? "libfusebill.dll (" : "libfusebill.so.0 ("), cause.Message);
                Assert.True(IsWindows || cause.Message.Contains("cannot open shared object file"), cause.Message);
            }
        }

        public void ALibraryThatCannotBeLoadedIsSaidInTheLoadersWords()
        {
            if (Environment.GetEnvironmentVariable("FUSEBILL_TEST_BROKEN") == null)
            {
                return;
            }

            var cause = Assert.Throws<DllNotFoundException>(() => new FusebillClient("MDpz"));
            Assert.True(cause.Message.Contains(FileName + " ("), cause.Message);
            Assert.True(IsWindows || cause.Message.Contains("invalid ELF header"), cause.Message);
        }

        public void ALibraryOfAnotherAbiIsNotUsed()
        {
            if (Environment.GetEnvironmentVariable("FUSEBILL_TEST_ABI") == null)
            {
                return;
            }

            var cause = Assert.Throws<DllNotFoundException>(() => new FusebillClient("MDpz"));
            Assert.True(cause.Message.Contains("its ABI version is 7; Fusebill.dll needs 0"), cause.Message);
        }
    }
}
