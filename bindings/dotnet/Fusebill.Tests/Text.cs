// A JSON text, read by pointer through the native library, as other languages do.

using System;
using System.Collections.Generic;
using System.Globalization;

namespace Fusebill.Tests
{
    internal sealed class Text
    {
        private readonly Json json;

        internal Text(string text) => json = new Json(text);

        internal string Whole => json.Text;

        internal string? Get(string pointer) => json.Get(pointer);

        internal Text At(string pointer) => new Text(Get(pointer)!);

        internal long? Long(string pointer) => Get(pointer) is string text ? long.Parse(text, CultureInfo.InvariantCulture) : (long?)null;

        internal int? Int(string pointer) => (int?)Long(pointer);

        internal bool? Bool(string pointer) => Get(pointer) is string text ? bool.Parse(text) : (bool?)null;

        internal TimeSpan? Duration(string pointer) => JsonText.Duration(Long(pointer));

        /// <summary>The pointers of the elements of an array.</summary>
        internal IEnumerable<string> Elements(string pointer)
        {
            for (var at = 0; Get($"{pointer}/{at}") != null; at++)
            {
                yield return $"{pointer}/{at}";
            }
        }
    }
}
