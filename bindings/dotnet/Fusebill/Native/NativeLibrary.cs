// Finds the native library and its functions: in the package's runtimes folder, next to the assembly, or in the system.

using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Runtime.InteropServices;

namespace Fusebill.Native
{
    /// <summary>The native library, loaded once for the process.</summary>
    internal static class NativeLibrary
    {
        private static readonly Loader Loader = Loader.OfThisSystem();

        private static readonly Lazy<IntPtr> Loaded = new Lazy<IntPtr>(Load);

        /// <summary>A function of the library, as a delegate.</summary>
        internal static T Function<T>(string name)
            where T : Delegate
        {
            var address = Loader.Find(Loaded.Value, name);
            if (address == IntPtr.Zero)
            {
                throw new EntryPointNotFoundException(
                    $"libfusebill has no {name}: the native library is of another version than the assembly.");
            }

            return Marshal.GetDelegateForFunctionPointer<T>(address);
        }

        /// <summary>The paths to try, in this order; the system searches for a name without a folder.</summary>
        internal static IEnumerable<string> Candidates(string folder)
        {
            foreach (var place in Places(folder))
            {
                foreach (var identifier in RuntimeIdentifiers)
                {
                    yield return Path.Combine(place, "runtimes", identifier, "native", FileName);
                }

                yield return Path.Combine(place, FileName);
            }

            yield return IsLinux ? "libfusebill.so.0" : FileName;
        }

        private static IEnumerable<string> Places(string folder)
        {
            yield return folder;
            if (AppContext.BaseDirectory != folder)
            {
                yield return AppContext.BaseDirectory;
            }

            // Where the runtime itself searches: a single file unpacks its native libraries into such a folder.
            var searched = AppDomain.CurrentDomain.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? string.Empty;
            foreach (var place in searched.Split(new[] { Path.PathSeparator }, StringSplitOptions.RemoveEmptyEntries))
            {
                if (Path.IsPathRooted(place))
                {
                    yield return place;
                }
            }

            // A package that is referenced in place: lib/netstandard2.0 is next to runtimes. Nothing above any other folder
            // is loaded: it may be anybody's.
            var above = Path.GetDirectoryName(folder);
            if (Path.GetFileName(above) == "lib")
            {
                yield return Path.GetFullPath(Path.Combine(folder, "..", ".."));
            }
        }

        [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "Without a location, the folder of the program counts.")]
        private static IntPtr Load()
        {
            var folder = Path.GetDirectoryName(typeof(NativeLibrary).Assembly.Location);
            var looked = new List<string>();
            foreach (var candidate in Candidates(string.IsNullOrEmpty(folder) ? AppContext.BaseDirectory : folder))
            {
                looked.Add(candidate);
                if (Path.IsPathRooted(candidate) && !File.Exists(candidate))
                {
                    continue;
                }

                var handle = Loader.Open(candidate);
                if (handle == IntPtr.Zero)
                {
                    looked[looked.Count - 1] = $"{candidate} ({Loader.Message()})";
                }
                else if (Loader.Find(handle, "fusebill_abi_version") is var version && version == IntPtr.Zero)
                {
                    looked[looked.Count - 1] = $"{candidate} (it is not libfusebill)";
                }
                else if (Marshal.GetDelegateForFunctionPointer<NativeMethods.AbiVersionFunction>(version)() is var abi
                    && abi != NativeMethods.AbiVersion)
                {
                    looked[looked.Count - 1] =
                        $"{candidate} (its ABI version is {abi}; Fusebill.dll needs {NativeMethods.AbiVersion}: use the two files of one package)";
                }
                else
                {
                    return handle;
                }
            }

            throw new DllNotFoundException(
                $"The native library of Fusebill ({FileName}) could not be loaded for {string.Join(" or ", RuntimeIdentifiers)}. Looked at: "
                + string.Join("; ", looked)
                + ". Install the NuGet package Fusebill, or put the library into "
                + $"runtimes/{RuntimeIdentifiers[0]}/native beside Fusebill.dll.");
        }

        private static bool IsWindows => RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

        private static bool IsLinux => RuntimeInformation.IsOSPlatform(OSPlatform.Linux);

        private static string FileName =>
            IsWindows ? "libfusebill.dll" : IsLinux ? "libfusebill.so" : "libfusebill.dylib";

        /// <summary>By the architecture of the process, not of the machine. Linux with musl (Alpine) cannot load the library
        /// for glibc, nor the other way around: the one that can be loaded is the right one.</summary>
        private static string[] RuntimeIdentifiers
        {
            get
            {
                var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
                return IsWindows ? new[] { "win-" + architecture }
                    : IsLinux ? new[] { "linux-" + architecture, "linux-musl-" + architecture }
                    : new[] { "osx-" + architecture };
            }
        }
    }
}
