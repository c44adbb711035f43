// Options and arguments as JSON, and their .NET names in the library's messages.

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace Fusebill
{
    /// <summary>A JSON object that is being written. Null and false are omitted: the default applies.</summary>
    internal sealed class JsonText
    {
        private readonly StringBuilder text = new StringBuilder("{");
        private readonly string? argument;

        /// <summary>Begins an object.</summary>
        /// <param name="argument">The argument that its members come from; null if each comes from one of its own name.</param>
        internal JsonText(string? argument = null) => this.argument = argument;

        /// <inheritdoc/>
        public override string ToString() => text.ToString() + "}";

        /// <summary>An empty text is what a form or a configuration has instead of null.</summary>
        internal static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

        internal JsonText Add(string name, string? value)
        {
            if (value != null)
            {
                Name(name);
                Quote(name, value);
            }

            return this;
        }

        internal JsonText Add(string name, JsonText value) => Name(name, value.ToString());

        internal JsonText Add(string name, IEnumerable<JsonText>? values) =>
            values == null ? this : Name(name, "[" + string.Join(",", values) + "]");

        internal JsonText Add(string name, long? value) =>
            value == null ? this : Name(name, value.Value.ToString(CultureInfo.InvariantCulture));

        internal JsonText Add(string name, bool value) => value ? Name(name, "true") : this;

        internal JsonText Add(string name, TimeSpan? value) =>
            Add(name, value == null ? (long?)null : (long)Math.Ceiling(value.Value.TotalMilliseconds));

        internal JsonText Add(string name, IEnumerable<long>? values) =>
            values == null
                ? this
                : Name(name, "[" + string.Join(",", values.Select(value => value.ToString(CultureInfo.InvariantCulture))) + "]");

        /// <summary>A message from the library, with "option caFile" replaced by the property name, CaFile.</summary>
        internal static string Spelled(string message) =>
            Regex.Replace(
                message,
                @"\boption (?=(?:" + OptionNames.Alternatives + @")\b)([a-z])([A-Za-z]*?)(Ms)?\b",
                match => match.Groups[1].Value.ToUpperInvariant() + match.Groups[2].Value
                    + (match.Groups[3].Success ? " (here in milliseconds)" : string.Empty));

        internal static TimeSpan? Duration(long? milliseconds) =>
            milliseconds == null ? (TimeSpan?)null
            : milliseconds > (long)TimeSpan.MaxValue.TotalMilliseconds - 1 ? TimeSpan.MaxValue
            : milliseconds < 0 ? TimeSpan.Zero
            : TimeSpan.FromMilliseconds(milliseconds.Value);

        private JsonText Name(string name, string value = "")
        {
            text.Append(text.Length > 1 ? "," : string.Empty).Append('"').Append(name).Append("\":").Append(value);
            return this;
        }

        private static string Property(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);

        private void Quote(string name, string value)
        {
            if (value.IndexOf('\0') >= 0)
            {
                throw new ArgumentException($"{Property(name)} has a NUL character within.", argument ?? name);
            }

            text.Append('"');
            foreach (var c in value)
            {
                switch (c)
                {
                    case '"':
                    case '\\':
                        text.Append('\\').Append(c);
                        break;
                    default:
                        text.Append(c < ' ' ? "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture) : c.ToString());
                        break;
                }
            }

            text.Append('"');
        }
    }
}
