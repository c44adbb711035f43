// The smallest test runner that serves Mono and .NET 8 alike: public methods of the classes named …Tests are tests.

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Threading.Tasks;

namespace Fusebill.Tests
{
    internal static class Runner
    {
        private static int Main(string[] arguments)
        {
            // Under Wine, scripts/start-again starts a program again that did not begin.
            var started = Environment.GetEnvironmentVariable("FUSEBILL_TEST_STARTED");
            if (started != null)
            {
                File.WriteAllText(started, string.Empty);
            }

            var only = arguments.FirstOrDefault() ?? string.Empty;
            var tests = typeof(Runner).Assembly.GetTypes()
                .Where(type => type.Name.EndsWith("Tests", StringComparison.Ordinal))
                .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
                .Where(method => method.Name.IndexOf(only, StringComparison.Ordinal) >= 0)
                .ToList();
            var failed = tests.Count(test => !Passes(test));
            Console.WriteLine($"{RuntimeInformation.FrameworkDescription}: {tests.Count - failed} passed, {failed} failed");
            return failed == 0 && tests.Count > 0 ? 0 : 1;
        }

        private static bool Passes(MethodInfo test)
        {
            var watch = Stopwatch.StartNew();
            try
            {
                var ended = test.Invoke(Activator.CreateInstance(test.DeclaringType!), null);
                (ended as Task)?.GetAwaiter().GetResult();
                Console.WriteLine($"ok: {test.Name} ({watch.ElapsedMilliseconds} ms)");
                return true;
            }
            catch (Exception exception)
            {
                var cause = exception is TargetInvocationException ? exception.InnerException : exception;
                Console.WriteLine($"FAILED: {test.Name}: {cause}");
                return false;
            }
        }
    }

    internal static class Assert
    {
        internal static void True(bool holds, string what)
        {
            if (!holds)
            {
                throw new InvalidOperationException("not true: " + what);
            }
        }

        internal static void Equal<T>(T expected, T actual)
        {
            if (!EqualityComparer<T>.Default.Equals(expected, actual))
            {
                throw new InvalidOperationException($"expected <{expected}>, got <{actual}>");
            }
        }

        internal static T Throws<T>(Action action)
            where T : Exception
        {
            try
            {
                action();
            }
            catch (T exception)
            {
                return exception;
            }

            throw new InvalidOperationException($"{typeof(T).Name} was not thrown");
        }

        internal static FusebillException Fails(ErrorKind kind, Action action)
        {
            var error = Throws<FusebillException>(action);
            Equal(kind, error.Kind);
            return error;
        }

        /// <summary>Long before the response of <see cref="Server.Slow"/>, even on a busy machine.</summary>
        internal static void Soon(Action action)
        {
            var watch = Stopwatch.StartNew();
            action();
            True(watch.Elapsed.TotalSeconds < 15, $"{watch.Elapsed.TotalSeconds} s are less than 15");
        }
    }
}
